import type { Template } from '../contract/stack-file.ts';
import type { InputTensor } from '../contract/tensor.ts';
import { type Draft, noEdits, writeDraft } from './json-draft.ts';
import { called, type Entry, entriesOf } from './json-entry.ts';
import { type Placeholder, placeholdersIn } from './json-placeholder.ts';
import { goesByName, type ObservationLayout } from './observation-layout.ts';
import type { MalformedKind } from './protocol.ts';
import { draftOf, type RowDraft } from './row-draft.ts';

/** A body that differs from a good one in just one way. */
export interface Mistake {
  readonly kind: MalformedKind;
  readonly note: string;
  /** Index of the feature that is wrong, or -1. */
  readonly feature: number;
  readonly body: string;
  /** Where it is not that of the form. */
  readonly contentType?: string;
}

/** A row that is wrong, alone or among good ones. */
export interface RowMistake extends Pick<Mistake, 'kind' | 'note' | 'feature'> {
  readonly row: RowDraft;
}

/** The good body that mistakes are made from. */
export interface GoodBody {
  readonly template: Template;
  readonly layout: ObservationLayout;
  readonly entries: readonly Entry[];
  /** What its placeholders are. */
  readonly kinds: ReadonlySet<Placeholder['kind']>;
}

export function goodBody(template: Template, layout: ObservationLayout, row: Float32Array): GoodBody {
  const kinds = new Set(placeholdersIn(template, layout).map(({ kind }) => kind));
  return { template, layout, entries: entriesOf(row, layout), kinds };
}

/** The body around one row. */
export function written({ template, layout }: GoodBody, row: RowDraft, edits: Draft['edits'] = noEdits): string {
  return writeDraft(template, layout, { rows: [row], edits });
}

/** The body around the values of one row. */
export function writtenEntries(good: GoodBody, entries: readonly Entry[], edits?: Draft['edits']): string {
  return written(good, draftOf(entries, good.layout.inputs), edits);
}

/** A mistake with one feature. */
export function about(kind: MalformedKind, entry: Entry, what: string, body: string): Mistake {
  return { kind, note: `${called(entry)} ${what}`, feature: entry.feature, body };
}

/** Whether the body has each input in a place of its own, nested as its axes, and not just one array of numbers. */
export function hasInputs({ kinds, layout }: GoodBody): boolean {
  return placesOfInputs.some((kind) => kinds.has(kind)) && !isOneArray(layout);
}

/** The inputs that have a place of their own in the body. */
export function inputsInPlace({ kinds, template, layout }: GoodBody): readonly InputTensor[] {
  if (kinds.has('features') || kinds.has('rows')) return layout.inputs;
  const named = placeholdersIn(template, layout).flatMap((placeholder) =>
    'input' in placeholder ? [placeholder.input] : [],
  );
  return layout.inputs.filter((input) => named.includes(input));
}

/** Whether the body has all values in one array: there is but one input with one axis, or it is written flat. */
export function hasOneArray({ kinds, layout }: GoodBody): boolean {
  return kinds.has('flat') || (placesOfInputs.some((kind) => kinds.has(kind)) && isOneArray(layout));
}

/**
 * Whether so many values could be good rows as well: in a flat array without a count beside it, every multiple of a row
 * is.
 */
export function couldBeRows(values: number, { kinds, layout }: GoodBody): boolean {
  return [...kinds].every((kind) => kind === 'flat') && values > 0 && values % layout.features.length === 0;
}

/** Each body once, and none that is as good as the good one. */
export function distinct(mistakes: readonly Mistake[], good: string): Mistake[] {
  const seen = new Set([`undefined ${good}`]);
  return mistakes.filter(({ body, contentType }) => {
    const key = `${contentType} ${body}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

const placesOfInputs = ['features', 'rows', 'input', 'inputRows'] as const;

function isOneArray(layout: ObservationLayout): boolean {
  const { inputs } = layout;
  return !goesByName(layout) && inputs[0]!.axes.length <= 1;
}
