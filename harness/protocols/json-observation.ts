import type { Template } from '../contract/stack-file.ts';
import type { InputTensor, InputType } from '../contract/tensor.ts';
import { type Placeholder, placeholderOf } from './json-placeholder.ts';
import { at, describe, ReplyMismatch, readNested, unreadable, type ValueReader } from './json-shape.ts';
import { goesByName, inputWith, type ObservationLayout } from './observation-layout.ts';
import type { JsonValue } from './strict-json.ts';

export type ReadObservation = (body: JsonValue) => Float32Array;

/**
 * Compiles a body template into a function that reads the one row that a body of this form carries: what
 * `compileTemplate` writes. What the template says beside the observation is not compared, and what a body says beyond the
 * template is passed over.
 *
 * @returns a function that throws ReplyMismatch, which says where the body is otherwise
 */
export function compileObservationReader(template: Template, layout: ObservationLayout): ReadObservation {
  return (body) => {
    const row = new Float32Array(layout.features.length);
    for (const { first, values } of partsIn(template, body, '', layout)) row.set(values, first);
    return row;
  };
}

/** Values of the row, from `first` on. */
interface Part {
  readonly first: number;
  readonly values: readonly number[];
}

function* partsIn(node: Template, value: JsonValue, path: string, layout: ObservationLayout): Generator<Part> {
  const placeholder = typeof node === 'string' ? placeholderOf(node, layout) : undefined;
  if (placeholder) {
    yield* partsFor(placeholder, value, path, layout);
  } else if (Array.isArray(node)) {
    const items = arrayOf(value, node.length, path);
    for (const [index, item] of node.entries()) yield* partsIn(item, items[index]!, `${path}/${index}`, layout);
  } else if (typeof node === 'object' && node !== null) {
    for (const [key, item] of Object.entries(node)) {
      yield* partsIn(item, memberOf(value, key, path), `${path}/${key}`, layout);
    }
  }
}

function* partsFor(
  placeholder: Placeholder,
  value: JsonValue,
  path: string,
  layout: ObservationLayout,
): Generator<Part> {
  switch (placeholder.kind) {
    case 'count':
      break;
    case 'features':
      yield* rowIn(value, path, layout);
      break;
    case 'rows':
      yield* rowIn(onlyItem(value, path), `${path}/0`, layout);
      break;
    case 'named':
      yield* namedIn(value, path, layout);
      break;
    case 'namedRows':
      yield* namedIn(onlyItem(value, path), `${path}/0`, layout);
      break;
    case 'flat':
      for (const [index, item] of arrayOf(value, layout.features.length, path).entries()) {
        yield valueIn(item, `${path}/${index}`, index, layout);
      }
      break;
    case 'feature':
      yield valueIn(value, path, placeholder.index, layout);
      break;
    case 'input':
      yield inputIn(value, path, placeholder.input);
      break;
    case 'inputRows':
      yield inputIn(onlyItem(value, path), `${path}/0`, placeholder.input);
      break;
    case 'inputFlat':
      yield inputIn(value, path, { ...placeholder.input, axes: [placeholder.input.size] });
      break;
  }
}

function* rowIn(value: JsonValue, path: string, layout: ObservationLayout): Generator<Part> {
  const { inputs } = layout;
  if (!goesByName(layout)) yield inputIn(value, path, inputs[0]!);
  else for (const input of inputs) yield inputIn(memberOf(value, input.name, path), `${path}/${input.name}`, input);
}

function* namedIn(value: JsonValue, path: string, layout: ObservationLayout): Generator<Part> {
  for (const [index, { name }] of layout.features.entries()) {
    yield valueIn(memberOf(value, name, path), `${path}/${name}`, index, layout);
  }
}

function valueIn(value: JsonValue, path: string, index: number, layout: ObservationLayout): Part {
  return { first: index, values: readNested(value, [], path, readerOf(inputWith(layout, index).dtype)) };
}

function inputIn(value: JsonValue, path: string, { axes, dtype, first }: InputTensor): Part {
  return { first, values: readNested(value, axes, path, readerOf(dtype)) };
}

function readerOf(dtype: InputType): ValueReader<number> {
  return dtype === 'bool' ? truth : number;
}

const number: ValueReader<number> = {
  wanted: 'a number',
  read: (value) => (typeof value === 'number' ? value : unreadable),
};

const truth: ValueReader<number> = {
  wanted: 'true or false',
  read: (value) => (typeof value === 'boolean' ? Number(value) : unreadable),
};

function onlyItem(value: JsonValue, path: string): JsonValue {
  return arrayOf(value, 1, path)[0]!;
}

function arrayOf(value: JsonValue, length: number, path: string): JsonValue[] {
  if (!Array.isArray(value)) throw new ReplyMismatch(`${at(path)} is ${describe(value)}, not an array of ${length}`);
  if (value.length !== length) throw new ReplyMismatch(`${at(path)} has ${value.length} items, not ${length}`);
  return value;
}

function memberOf(value: JsonValue, key: string, path: string): JsonValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ReplyMismatch(`${at(path)} is ${describe(value)}, not an object with ${JSON.stringify(key)}`);
  }
  const member = Object.hasOwn(value, key) ? value[key] : undefined;
  if (member === undefined) throw new ReplyMismatch(`${at(path)} has no ${JSON.stringify(key)}`);
  return member;
}
