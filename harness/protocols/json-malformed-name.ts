import type { Template } from '../contract/stack-file.ts';
import { type MemberEdit, placeholderMembersOf } from './json-draft.ts';
import {
  another,
  type Entry,
  entriesOfInput,
  misspelt,
  oneTooMany,
  some,
  unused,
  withOtherValues,
  without,
} from './json-entry.ts';
import { about, type GoodBody, type Mistake, written, writtenEntries } from './json-mistake.ts';
import { draftOf } from './row-draft.ts';

/** Features missing, misspelt, twice and too many, where they go by their names. */
export function wrongNames(good: GoodBody): Mistake[] {
  const { entries } = good;
  const mistake = (note: string, values: readonly Entry[]): Mistake => ({
    kind: 'count',
    note,
    feature: -1,
    body: writtenEntries(good, values),
  });
  return [
    ...telling(good).flatMap((entry) => {
      const name = misspelt(entry.name, entries);
      const renamed = entries.map((each) => (each === entry ? { ...each, name } : each));
      const twice = entries.flatMap((each) => (each === entry ? [each, { ...each, text: another(each) }] : [each]));
      return [
        about('count', entry, 'is missing', writtenEntries(good, without(entries, entry))),
        about('name', entry, `is called ${name}`, writtenEntries(good, renamed)),
        about('name', entry, `stands twice, as ${entry.text} and as ${another(entry)}`, writtenEntries(good, twice)),
      ];
    }),
    mistake('a feature that the contract does not name is added: not_a_feature', [
      ...entries,
      { ...oneTooMany(entries), name: unused('not_a_feature', entries) },
    ]),
    mistake('no features at all', []),
    ...(entries.length > 4 ? [mistake('only the first three features', entries.slice(0, 3))] : []),
  ];
}

/** Features that stand for the others; the last of a mask among them, so that it is one short. */
function telling({ entries, layout }: GoodBody): Entry[] {
  const mask = layout.inputs.find(({ name }) => name === layout.mask);
  return [...new Set([...some(entries), ...(mask ? entriesOfInput(entries, mask).slice(-1) : [])])];
}

/** As `wrongNames`, where the template spells every feature out. */
export function wrongMembers(good: GoodBody): Mistake[] {
  const members = placeholderMembersOf(good.template, good.layout);
  return telling(good).flatMap((entry) => {
    const [, member] =
      members.findLast(([placeholder]) => placeholder.kind === 'feature' && placeholder.index === entry.feature) ?? [];
    if (!member) return [];
    const edited = (edit: MemberEdit) => writtenEntries(good, good.entries, new Map([[member.path, edit]]));
    const name = misspelt(member.name, [...good.entries, ...members.map(([, each]) => each)]);
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

/** As `wrongNames`, of inputs that the template spells out. */
export function wrongInputMembers(good: GoodBody): Mistake[] {
  const row = draftOf(good.entries, good.layout.inputs);
  const members = placeholderMembersOf(good.template, good.layout);
  const others = draftOf(withOtherValues(good.entries), good.layout.inputs);
  const inside = (template: Template) => written({ ...good, template }, others);
  return members.flatMap(([placeholder, member]) => {
    if (!('input' in placeholder)) return [];
    const name = misspelt(member.name, [...good.layout.inputs, ...members.map(([, each]) => each)]);
    const mistake = (kind: Mistake['kind'], what: string, edit: MemberEdit): Mistake => ({
      kind,
      note: `the key ${member.name}, of the input ${placeholder.input.name}, ${what}`,
      feature: -1,
      body: written(good, row, new Map([[member.path, edit]])),
    });
    return [
      mistake('count', 'is missing', { kind: 'omit' }),
      mistake('name', `is called ${name}`, { kind: 'rename', name }),
      mistake('name', 'stands twice, with different values', { kind: 'repeat', text: inside(member.value) }),
      mistake('body', 'is null', { kind: 'replace', text: 'null' }),
    ];
  });
}
