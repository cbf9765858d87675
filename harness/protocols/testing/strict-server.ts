import type { Feature } from '../../contract/feature.ts';
import type { Template } from '../../contract/stack-file.ts';
import type { InputTensor, InputType } from '../../contract/tensor.ts';
import { type Placeholder, placeholderOf } from '../json-placeholder.ts';
import type { ObservationLayout } from '../observation-layout.ts';
import { type JsonValue, readStrictJson } from '../strict-json.ts';

/** Why a strict server says no. */
class Refusal extends Error {}

/**
 * The rows that a server reads which takes only what is written as the template says, and only what its features can
 * be; in place of them, why it refuses.
 */
export function strictlyRead(template: Template, layout: ObservationLayout, body: string): number[][] | string {
  const json = readStrictJson(new TextEncoder().encode(body));
  if (json.kind === 'refused') return json.problem;
  const reading = new Reading(layout);
  try {
    reading.match(template, json.value);
    return reading.rows();
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

class Reading {
  readonly #layout: ObservationLayout;
  /** By row, then by feature. */
  readonly #values = new Map<number, Map<number, number>>();
  readonly #counts = new Set<number>();

  constructor(layout: ObservationLayout) {
    this.#layout = layout;
  }

  match(template: Template, value: JsonValue): void {
    const placeholder = typeof template === 'string' ? placeholderOf(template, this.#layout) : undefined;
    if (placeholder) this.#fill(placeholder, value);
    else if (Array.isArray(template)) {
      for (const [index, item] of list(value, template.length).entries()) this.match(template[index]!, item);
    } else if (typeof template === 'object' && template !== null) {
      for (const [key, item] of members(value, Object.keys(template))) this.match(template[key]!, item);
    } else if (template !== value) throw new Refusal(`not ${JSON.stringify(template)}`);
  }

  #fill(placeholder: Placeholder, value: JsonValue): void {
    switch (placeholder.kind) {
      case 'features':
        this.#single((row) => this.#row(row, value));
        return;
      case 'rows':
        this.#many(value, (row, item) => this.#row(row, item));
        return;
      case 'named':
        this.#single((row) => this.#named(row, value));
        return;
      case 'namedRows':
        this.#many(value, (row, item) => this.#named(row, item));
        return;
      case 'flat':
        this.#flat(list(value));
        return;
      case 'count':
        if (typeof value !== 'number') throw new Refusal('the count is no number');
        this.#counts.add(value);
        return;
      case 'feature':
        this.#single((row) => this.#value(row, placeholder.index, value));
        return;
      case 'input':
        this.#single((row) => this.#input(row, placeholder.input, value));
        return;
      case 'inputRows':
        this.#many(value, (row, item) => this.#input(row, placeholder.input, item));
        return;
    }
  }

  #flat(values: readonly JsonValue[]): void {
    const { length } = this.#layout.features;
    this.#counts.add(values.length / length);
    for (const [at, item] of values.entries()) this.#value(Math.floor(at / length), at % length, item);
  }

  rows(): number[][] {
    const [count = 0, ...others] = this.#counts;
    if (others.length > 0 || !Number.isInteger(count) || count < 1) throw new Refusal('not the same number of rows');
    return Array.from({ length: count }, (_, row) => {
      const values = this.#layout.features.map((_, index) => this.#values.get(row)?.get(index));
      if (values.includes(undefined)) throw new Refusal('a value is missing');
      const all = values.map(Number);
      const mask = this.#layout.inputs.find(({ name }) => name === this.#layout.mask);
      if (mask && !all.slice(mask.first, mask.first + mask.size).includes(1)) throw new Refusal('nothing is allowed');
      return all;
    });
  }

  #single(read: (row: number) => void): void {
    this.#counts.add(1);
    read(0);
  }

  #many(value: JsonValue, read: (row: number, item: JsonValue) => void): void {
    const items = list(value);
    this.#counts.add(items.length);
    for (const [row, item] of items.entries()) read(row, item);
  }

  #row(row: number, value: JsonValue): void {
    const { inputs } = this.#layout;
    if (inputs.length === 1) this.#input(row, inputs[0]!, value);
    else
      for (const [name, item] of members(
        value,
        inputs.map((input) => input.name),
      )) {
        this.#input(row, inputs.find((input) => input.name === name)!, item);
      }
  }

  #named(row: number, value: JsonValue): void {
    const names = this.#layout.features.map((feature) => feature.name);
    for (const [name, item] of members(value, names)) this.#value(row, names.indexOf(name), item);
  }

  #input(row: number, { axes, first }: InputTensor, value: JsonValue): void {
    let at = first;
    const descend = (node: JsonValue, depth: number): void => {
      if (depth === axes.length) {
        this.#value(row, at, node);
        at += 1;
      } else for (const item of list(node, axes[depth])) descend(item, depth + 1);
    };
    descend(value, 0);
  }

  #value(row: number, index: number, value: JsonValue): void {
    const { features, inputs } = this.#layout;
    const { dtype } = inputs.find(({ first, size }) => index >= first && index < first + size)!;
    const values = this.#values.get(row) ?? new Map<number, number>();
    this.#values.set(row, values.set(index, valueOfKind(features[index]!, dtype, value)));
  }
}

function valueOfKind({ kind, codes = [] }: Feature, dtype: InputType, value: JsonValue): number {
  if (dtype === 'bool' && typeof value === 'boolean') return Number(value);
  if (dtype === 'bool' || typeof value !== 'number') throw new Refusal('a value of another type');
  const isFloat = dtype === 'float32' || dtype === 'float64';
  const number = dtype === 'float64' ? value : Math.fround(value);
  if (!Number.isFinite(number)) throw new Refusal('beyond its type');
  if ((!isFloat || kind === 'integer') && !Number.isInteger(number)) throw new Refusal('a fraction');
  if (kind === 'categorical' && !codes.includes(number)) throw new Refusal('no code');
  if (kind === 'flag' && number !== 0 && number !== 1) throw new Refusal('no flag');
  return number;
}

function list(value: JsonValue, length?: number): readonly JsonValue[] {
  if (!Array.isArray(value)) throw new Refusal('no array');
  if (length !== undefined && value.length !== length) throw new Refusal(`${value.length} items, not ${length}`);
  return value;
}

function members(value: JsonValue, names: readonly string[]): [string, JsonValue][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal('no object');
  const found = Object.entries(value);
  if (found.length !== names.length || !found.every(([name]) => names.includes(name))) throw new Refusal('other names');
  return found;
}
