import type { Template } from '../contract/stack-file.ts';
import { carrierOf, type Draft, featureMembersOf, type MemberEdit, noEdits, writeDraft } from './json-draft.ts';
import { another, called, type Entry, entriesOf, misspelt, replaced, without } from './json-entry.ts';
import { placeholdersIn } from './json-placeholder.ts';
import type { MalformedKind } from './protocol.ts';

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

const nestedLevels = 10_000;

/** Every way in which the body for one row can be wrong. Features are numbered from 0. */
export function malformedBodies(template: Template, features: readonly string[], row: Float32Array): Mistake[] {
  const good = entriesOf(row, features);
  const kinds = new Set(placeholdersIn(template, features).map(({ kind }) => kind));
  const write: Write = (entries, edits = noEdits) => writeDraft(template, features, { rows: [entries], edits });

  return [
    ...(kinds.has('features') || kinds.has('rows') || kinds.has('flat') ? wrongCounts(good, write) : []),
    ...(kinds.has('named') || kinds.has('namedRows') ? wrongNames(good, write) : []),
    ...(kinds.has('feature') ? wrongMembers(template, features, good, write) : []),
    ...wrongValues(good, write),
    ...wrongCarrier(template, features, good, write),
    ...wrongWhole(write(good)),
  ];
}

type Write = (entries: readonly Entry[], edits?: Draft['edits']) => string;

function wrongCounts(good: readonly Entry[], write: Write): Mistake[] {
  const count = good.length;
  const instead = (seen: number) => `${seen} values instead of ${count}`;
  const mistake = (note: string, entries: readonly Entry[]): Mistake => ({
    kind: 'count',
    note,
    feature: -1,
    body: write(entries),
  });
  return [
    mistake(`${instead(count - 1)}: the last is missing`, good.slice(0, -1)),
    mistake(`${instead(count - 1)}: the first is missing`, good.slice(1)),
    mistake(`${instead(count + 1)}: 0.5 is added at the end`, [...good, { feature: -1, name: '', text: '0.5' }]),
    mistake(`${instead(0)}`, []),
    ...(count > 4 ? [mistake(`${instead(3)}: the first three`, good.slice(0, 3))] : []),
    mistake(`${instead(2 * count)}: all of them twice`, [...good, ...good]),
  ];
}

function wrongNames(good: readonly Entry[], write: Write): Mistake[] {
  return [
    ...some(good).flatMap((entry) => {
      const name = misspelt(good, entry);
      return [
        about('count', entry, 'is missing', write(without(good, entry))),
        about(
          'name',
          entry,
          `is called ${name}`,
          write(good.map((each) => (each === entry ? { ...each, name } : each))),
        ),
        about(
          'name',
          entry,
          `stands twice, as ${entry.text} and as ${another(entry)}`,
          write(good.flatMap((each) => (each === entry ? [each, { ...each, text: another(entry) }] : [each]))),
        ),
      ];
    }),
    {
      kind: 'count' as const,
      note: 'a feature that the contract does not name is added: not_a_feature',
      feature: -1,
      body: write([...good, { feature: -1, name: 'not_a_feature', text: '0.5' }]),
    },
    { kind: 'count' as const, note: 'no features at all', feature: -1, body: write([]) },
    ...(good.length > 4
      ? [{ kind: 'count' as const, note: 'only the first three features', feature: -1, body: write(good.slice(0, 3)) }]
      : []),
  ];
}

/** As `wrongNames`, where the template spells every feature out. */
function wrongMembers(
  template: Template,
  features: readonly string[],
  good: readonly Entry[],
  write: Write,
): Mistake[] {
  const members = featureMembersOf(template, features);
  return some(good).flatMap((entry) => {
    const member = members.get(entry.feature);
    if (!member) return [];
    const edited = (edit: MemberEdit) => write(good, new Map([[member.path, edit]]));
    const name = misspelt([...good, { ...entry, name: member.name }], { ...entry, name: member.name });
    return [
      about('count', entry, 'is missing', edited({ kind: 'omit' })),
      about('name', entry, `is called ${name}`, edited({ kind: 'rename', name })),
      about(
        'name',
        entry,
        `stands twice, as ${entry.text} and as ${another(entry)}`,
        edited({ kind: 'repeat', text: another(entry) }),
      ),
    ];
  });
}

function wrongValues(good: readonly Entry[], write: Write): Mistake[] {
  return some(good).flatMap((entry) => {
    const quoted = JSON.stringify(entry.text);
    const values: readonly (readonly [text: string, what: string])[] = [
      ['NaN', 'NaN'],
      ['Infinity', 'Infinity'],
      ['-Infinity', '-Infinity'],
      ['1e999', 'the number 1e999, beyond a double'],
      ['1e39', 'the number 1e39, beyond a float32'],
      ['null', 'null'],
      ['true', 'true'],
      [quoted, `the string ${quoted}`],
      ['"abc"', 'the string "abc"'],
      ['""', 'an empty string'],
      ['"NaN"', 'the string "NaN"'],
      [`[${entry.text}]`, `an array: [${entry.text}]`],
      ['{}', 'an empty object'],
    ];
    return values.map(([text, what]) => about('value', entry, `is ${what}`, write(replaced(good, entry, text))));
  });
}

/** What can be wrong with the member that holds the observation. */
function wrongCarrier(
  template: Template,
  features: readonly string[],
  good: readonly Entry[],
  write: Write,
): Mistake[] {
  const carrier = carrierOf(template, features);
  if (!carrier) return [];
  const { name, path, value } = carrier;
  const mistake = (what: string, edit: MemberEdit): Mistake => ({
    kind: 'body',
    note: `the key ${name} ${what}`,
    feature: -1,
    body: write(good, new Map([[path, edit]])),
  });
  const inside = (entries: readonly Entry[]) => writeDraft(value, features, { rows: [entries], edits: noEdits });
  const written = inside(good);
  const others = inside(good.map((entry) => ({ ...entry, text: another(entry) })));
  const byPosition = `{${good.map(({ text }, index) => `"${index}":${text}`).join(',')}}`;
  return [
    mistake('is missing', { kind: 'omit' }),
    mistake(`is called ${name}x`, { kind: 'rename', name: `${name}x` }),
    mistake('stands twice, with different values', { kind: 'repeat', text: others }),
    mistake('is null', { kind: 'replace', text: 'null' }),
    mistake('is a number', { kind: 'replace', text: '0.5' }),
    mistake('is a string that holds its JSON', { kind: 'replace', text: JSON.stringify(written) }),
    ...(written.startsWith('[')
      ? [mistake('is an object with the positions as names', { kind: 'replace', text: byPosition })]
      : []),
    mistake(`is nested ${nestedLevels} levels deep`, { kind: 'replace', text: deep }),
  ];
}

function wrongWhole(body: string): Mistake[] {
  const mistake = (note: string, text: string): Mistake => ({ kind: 'body', note, feature: -1, body: text });
  return [
    mistake('the body is null', 'null'),
    mistake('the body is empty', ''),
    mistake('the body is cut in the middle', body.slice(0, body.length >> 1)),
    mistake('the body lacks its last character', body.slice(0, -1)),
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

const deep = '['.repeat(nestedLevels) + ']'.repeat(nestedLevels);

/** The first, the middle and the last: what a server does with one value it does with all, or with the ends. */
function some(entries: readonly Entry[]): Entry[] {
  return [...new Set([entries[0]!, entries[entries.length >> 1]!, entries[entries.length - 1]!])];
}

function about(kind: MalformedKind, entry: Entry, what: string, body: string): Mistake {
  return { kind, note: `${called(entry)} ${what}`, feature: entry.feature, body };
}
