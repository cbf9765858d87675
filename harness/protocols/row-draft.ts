import type { InputTensor } from '../contract/tensor.ts';
import type { Entry } from './json-entry.ts';
import { inputWith } from './observation-layout.ts';

/** What one input takes of a row, nested as its axes; a single entry where it has none. */
export type Nested = Entry | readonly Nested[];

/** An input of a row on its way into a body, under a name that need not be its own. */
export interface InputDraft {
  /** Whose it is; none of those of the contract, where it is one too many. */
  readonly input: string;
  readonly name: string;
  readonly value: Nested;
}

/** A row before it is written, open to every mistake: its inputs in their order. */
export type RowDraft = readonly InputDraft[];

/** The entries, nested as the axes of their inputs; where they are too few or too many, the last arrays are. */
export function draftOf(entries: readonly Entry[], inputs: readonly InputTensor[]): RowDraft {
  return inputs.map((input) => {
    const own = entries.filter(({ feature }) => inputWith({ inputs }, feature) === input);
    return { input: input.name, name: input.name, value: nested(own, input.axes) };
  });
}

function nested(entries: readonly Entry[], axes: readonly number[]): Nested {
  const [, ...inner] = axes;
  if (axes.length === 0) return entries.length === 1 ? entries[0]! : entries;
  if (inner.length === 0) return entries;
  const step = inner.reduce((product, axis) => product * axis, 1);
  const steps = Math.ceil(entries.length / step);
  return Array.from({ length: steps }, (_, index) => nested(entries.slice(index * step, (index + 1) * step), inner));
}

export function isList(value: Nested): value is readonly Nested[] {
  return Array.isArray(value);
}

/** All entries, in their order. */
export function entriesIn(row: RowDraft): Entry[] {
  return row.flatMap(({ value }) => flattened(value));
}

export function flattened(value: Nested): Entry[] {
  return isList(value) ? value.flatMap(flattened) : [value];
}

/** The row with another value, or another name, for one of its inputs; with none, without it. */
export function withInput(row: RowDraft, input: string, change: Partial<InputDraft> | undefined): RowDraft {
  return row.flatMap((member) => {
    if (member.input !== input) return [member];
    return change === undefined ? [] : [{ ...member, ...change }];
  });
}
