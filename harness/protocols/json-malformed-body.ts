import { carrierOf, type MemberEdit, nestedText, noEdits, writeDraft } from './json-draft.ts';
import { type Entry, withOtherValues } from './json-entry.ts';
import { type GoodBody, type Mistake, writtenEntries } from './json-mistake.ts';
import { draftOf } from './row-draft.ts';

const nestedLevels = 10_000;
const deep = '['.repeat(nestedLevels) + ']'.repeat(nestedLevels);

/** What can be wrong with the member that holds the observation. */
export function wrongCarrier(good: GoodBody): Mistake[] {
  const { template, layout, entries } = good;
  const carrier = carrierOf(template, layout);
  if (!carrier) return [];
  const { name, path, value } = carrier;
  const mistake = (what: string, edit: MemberEdit): Mistake => ({
    kind: 'body',
    note: `the key ${name} ${what}`,
    feature: -1,
    body: writtenEntries(good, entries, new Map([[path, edit]])),
  });
  const inside = (values: readonly Entry[]) =>
    writeDraft(value, layout, { rows: [draftOf(values, layout.inputs)], edits: noEdits });
  const written = inside(entries);
  const others = inside(withOtherValues(entries));
  const byPosition = `{${entries.map(({ text }, index) => `"${index}":${text}`).join(',')}}`;
  return [
    mistake('is missing', { kind: 'omit' }),
    mistake(`is called ${name}x`, { kind: 'rename', name: `${name}x` }),
    mistake('stands twice, with different values', { kind: 'repeat', text: others }),
    mistake('is null', { kind: 'replace', text: 'null' }),
    // Of an input without further axes, a number is what it should be.
    ...(/^[[{]/.test(written) ? [mistake('is a number', { kind: 'replace', text: '0.5' })] : []),
    mistake('is a string that holds its JSON', { kind: 'replace', text: JSON.stringify(written) }),
    ...(written.startsWith('[')
      ? [mistake('is an object with the positions as names', { kind: 'replace', text: byPosition })]
      : []),
    mistake(`is nested ${nestedLevels} levels deep`, { kind: 'replace', text: deep }),
    ...withoutNames(good, value).map(([what, text]) => mistake(what, { kind: 'replace', text })),
  ];
}

/** Several inputs that do not go by their names. */
function withoutNames({ entries, layout: { inputs } }: GoodBody, carried: unknown): [what: string, text: string][] {
  if (inputs.length === 1 || (carried !== '${features}' && carried !== '${rows}')) return [];
  const row = (text: string) => (carried === '${rows}' ? `[${text}]` : text);
  return [
    ['has the inputs in an array', row(nestedText(draftOf(entries, inputs).map(({ value }) => value)))],
    ['has all values in one array', row(nestedText(entries))],
  ];
}

/** What can be wrong with a body as a whole. */
export function wrongWhole(body: string): Mistake[] {
  const mistake = (note: string, text: string): Mistake => ({ kind: 'body', note, feature: -1, body: text });
  // Of a body that is but a number, what is left is one too.
  const cut = /^[-\d]/.test(body)
    ? []
    : [
        mistake('the body is cut in the middle', body.slice(0, body.length >> 1)),
        mistake('the body lacks its last character', body.slice(0, -1)),
      ];
  return [
    mistake('the body is null', 'null'),
    mistake('the body is empty', ''),
    ...cut,
    mistake('the body is not JSON', 'hold, please'),
    mistake('the body goes on after its end: "} garbage"', `${body}} garbage`),
    mistake(`the body is nested ${nestedLevels} levels deep`, deep),
    {
      kind: 'body',
      note: 'the body is text, and says so',
      feature: -1,
      body: 'hold, please',
      contentType: 'text/plain',
    },
  ];
}
