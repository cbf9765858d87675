import type { InputTensor } from '../contract/tensor.ts';
import { type Entry, misspelt, oneTooMany, some, unused, withOtherValues } from './json-entry.ts';
import { type GoodBody, inputsInPlace, type Mistake, type RowMistake } from './json-mistake.ts';
import { goesByName } from './observation-layout.ts';
import { draftOf, flattened, isList, type Nested, type RowDraft, withInput } from './row-draft.ts';

type Shape = readonly [kind: Mistake['kind'], what: string, value: Nested];

/** Inputs with too few or too many values, nested otherwise than their axes; missing, misspelt, twice and too many. */
export function wrongInputs(good: GoodBody): RowMistake[] {
  const { entries, layout, kinds } = good;
  const row = draftOf(entries, layout.inputs);
  const several = goesByName(layout);
  const inPlace = inputsInPlace(good);
  const masks = inPlace.filter(({ name }) => name === layout.mask);
  const shapes = [...new Set([...some(inPlace), ...masks])].flatMap((input) =>
    wrongShapes(input, valueFor(row, input)).map(
      ([kind, what, value]): RowMistake => ({
        kind,
        note: several ? `the input ${input.name} has ${what}` : what,
        feature: -1,
        row: withInput(row, input.name, { value }),
      }),
    ),
  );
  if (!several) return shapes;
  if (kinds.has('features') || kinds.has('rows')) return [...shapes, ...wrongNamesOfInputs(good, row)];
  return kinds.has('inputRows') ? [...shapes, ...missingRows(good, row)] : shapes;
}

function wrongShapes({ axes, size }: InputTensor, value: Nested): readonly Shape[] {
  const all = flattened(value);
  const more = oneTooMany(all);
  const instead = (seen: number) => `${seen} values instead of ${size}`;
  if (!isList(value)) {
    return [
      ['count', `an array of ${instead(2)}`, [value, more]],
      ['count', `an array of ${instead(0)}`, []],
      ['body', 'its value in an array', [value]],
    ];
  }
  const counts: Shape[] = [
    ['count', `${instead(size - 1)}: the last is missing`, withLast(value, (values) => values.slice(0, -1))],
    ['count', `${instead(size + 1)}: ${more.text} is added at the end`, withLast(value, (values) => [...values, more])],
    ['count', instead(0), []],
    ['count', `${instead(2 * size)}: all of them twice`, [...value, ...value]],
  ];
  return axes.length === 1 ? counts : [...counts, ...wrongSteps(value, axes), ...wrongNesting(value, all)];
}

function wrongSteps(value: readonly Nested[], axes: readonly number[]): readonly Shape[] {
  const [steps = 0] = axes;
  const last = axes.at(-1) ?? 0;
  const instead = (seen: number) => `${seen} steps instead of ${steps}`;
  return [
    ['count', `${instead(steps - 1)}: the last is missing`, value.slice(0, -1)],
    ['count', `${instead(steps - 1)}: the first is missing`, value.slice(1)],
    ['count', `${instead(steps + 1)}: the last stands twice`, [...value, ...value.slice(-1)]],
    ['count', `${last - 1} values instead of ${last} in every step`, withInnermost(value, (values) => values.slice(1))],
  ];
}

function wrongNesting(value: readonly Nested[], all: readonly Entry[]): readonly Shape[] {
  return [
    ['body', 'one level of arrays less: all values in one', all],
    ['body', 'one level of arrays more: one around it all', [value]],
    ['body', 'one level of arrays more: one around each value', withInnermost(value, wrapped)],
  ];
}

const wrapped = (values: readonly Nested[]) => values.map((each) => [each]);

function wrongNamesOfInputs({ entries, layout }: GoodBody, row: RowDraft): RowMistake[] {
  const unknown = unused('not_an_input', layout.inputs);
  const others = draftOf(withOtherValues(entries), layout.inputs);
  const more: RowDraft = [{ input: '', name: unknown, value: [oneTooMany(entries)] }];
  const renamed = (name: string): RowDraft => withInput(row, name, { name: misspelt(name, layout.inputs) });
  return [
    ...some(layout.inputs).flatMap(({ name }): RowMistake[] => [
      { kind: 'count', note: `the input ${name} is missing`, feature: -1, row: withInput(row, name, undefined) },
      {
        kind: 'name',
        note: `the input ${name} is called ${misspelt(name, layout.inputs)}`,
        feature: -1,
        row: renamed(name),
      },
      {
        kind: 'name',
        note: `the input ${name} stands twice, with different values`,
        feature: -1,
        row: row.flatMap((member, index) => (member.name === name ? [member, others[index]!] : [member])),
      },
    ]),
    {
      kind: 'count',
      note: `an input that the contract does not name is added: ${unknown}`,
      feature: -1,
      row: [...row, ...more],
    },
    { kind: 'count', note: 'no inputs at all', feature: -1, row: [] },
  ];
}

/** Where the rows of each input stand apart, one input can have fewer of them than the others. */
function missingRows({ layout }: GoodBody, row: RowDraft): RowMistake[] {
  return some(layout.inputs).map(({ name }) => ({
    kind: 'count',
    note: `the input ${name} has a row less than the others`,
    feature: -1,
    row: withInput(row, name, undefined),
  }));
}

function valueFor(row: RowDraft, { name }: InputTensor): Nested {
  return row.find(({ input }) => input === name)?.value ?? [];
}

/** With other values in the last of the innermost arrays. */
function withLast(value: readonly Nested[], change: (values: readonly Nested[]) => readonly Nested[]): Nested {
  const last = value.at(-1);
  return last !== undefined && isList(last) ? [...value.slice(0, -1), withLast(last, change)] : change(value);
}

/** With other values in all of the innermost arrays. */
function withInnermost(
  value: readonly Nested[],
  change: (values: readonly Nested[]) => readonly Nested[],
): readonly Nested[] {
  return value.some(isList) ? value.map((each) => (isList(each) ? withInnermost(each, change) : each)) : change(value);
}
