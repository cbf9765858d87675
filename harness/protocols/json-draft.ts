import type { Template } from '../contract/stack-file.ts';
import type { Entry } from './json-entry.ts';
import { type Placeholder, placeholderOf, placeholdersIn } from './json-placeholder.ts';
import { goesByName, type ObservationLayout } from './observation-layout.ts';
import { entriesIn, isList, type Nested, type RowDraft } from './row-draft.ts';

/** What is to become of one member of an object of the template. */
export type MemberEdit =
  | { readonly kind: 'omit' }
  | { readonly kind: 'rename'; readonly name: string }
  | { readonly kind: 'replace'; readonly text: string }
  /** The member, and then once more under the same name with another value. */
  | { readonly kind: 'repeat'; readonly text: string };

/** A body before it is written, open to every mistake. Members are found by their JSON pointer in the template. */
export interface Draft {
  readonly rows: readonly RowDraft[];
  readonly edits: ReadonlyMap<string, MemberEdit>;
}

export const noEdits: ReadonlyMap<string, MemberEdit> = new Map();

/** Writes the body. A draft without a mistake gives the text that the compiled template gives. */
export function writeDraft(template: Template, layout: ObservationLayout, draft: Draft): string {
  const write = (node: Template, path: string): string => {
    const placeholder = typeof node === 'string' ? placeholderOf(node, layout) : undefined;
    if (placeholder) return fill(placeholder, draft.rows, layout);
    if (typeof node !== 'object' || node === null) return JSON.stringify(node);
    if (Array.isArray(node)) return `[${node.map((item, index) => write(item, `${path}/${index}`)).join(',')}]`;
    const members = Object.entries(node).flatMap(([key, item]) => member(key, item, stepInto(path, key)));
    return `{${members.join(',')}}`;
  };
  const member = (key: string, item: Template, path: string): string[] => {
    const edit = draft.edits.get(path);
    if (edit?.kind === 'omit') return [];
    const value = edit?.kind === 'replace' ? edit.text : write(item, path);
    const name = edit?.kind === 'rename' ? edit.name : key;
    const written = `${JSON.stringify(name)}:${value}`;
    return edit?.kind === 'repeat' ? [written, `${JSON.stringify(name)}:${edit.text}`] : [written];
  };
  return write(template, '');
}

function fill(placeholder: Placeholder, rows: Draft['rows'], layout: ObservationLayout): string {
  const first = rows[0] ?? [];
  const row = goesByName(layout) ? byInput : onlyValue;
  switch (placeholder.kind) {
    case 'features':
      return row(first);
    case 'rows':
      return `[${rows.map(row).join(',')}]`;
    case 'flat':
      return nestedText(rows.flatMap(entriesIn));
    case 'named':
      return byFeature(entriesIn(first));
    case 'namedRows':
      return `[${rows.map((each) => byFeature(entriesIn(each))).join(',')}]`;
    case 'count':
      return `${rows.length}`;
    case 'feature':
      return entriesIn(first).find(({ feature }) => feature === placeholder.index)?.text ?? 'null';
    case 'input':
      return textsOfInput(first, placeholder.input.name)[0] ?? 'null';
    case 'inputRows':
      return `[${rows.flatMap((each) => textsOfInput(each, placeholder.input.name)).join(',')}]`;
    case 'inputFlat':
      return nestedText(rows.flatMap((each) => entriesOf(each, placeholder.input.name)));
  }
}

export function nestedText(value: Nested): string {
  return isList(value) ? `[${value.map(nestedText).join(',')}]` : value.text;
}

function onlyValue(row: RowDraft): string {
  return row.map(({ value }) => nestedText(value)).join(',') || 'null';
}

function byInput(row: RowDraft): string {
  return `{${row.map(({ name, value }) => `${JSON.stringify(name)}:${nestedText(value)}`).join(',')}}`;
}

function byFeature(entries: readonly Entry[]): string {
  return `{${entries.map(({ name, text }) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}

function entriesOf(row: RowDraft, input: string): Entry[] {
  return entriesIn(row.filter((member) => member.input === input));
}

function textsOfInput(row: RowDraft, input: string): string[] {
  return row.filter((member) => member.input === input).map(({ value }) => nestedText(value));
}

/** A member of an object of the template. */
export interface Member {
  readonly name: string;
  readonly path: string;
  readonly value: Template;
}

/** The innermost member that holds the whole observation; none where the body itself is the observation. */
export function carrierOf(template: Template, layout: ObservationLayout): Member | undefined {
  const total = observationsIn(template, layout);
  const search = (node: Template, path: string): Member | undefined => {
    if (typeof node !== 'object' || node === null) return undefined;
    const found = Object.entries<Template>(node).find(([, item]) => observationsIn(item, layout) === total);
    if (!found) return undefined;
    const [name, item] = found;
    const inside = search(item, stepInto(path, name));
    return inside ?? (Array.isArray(node) ? undefined : { name, path: stepInto(path, name), value: item });
  };
  return search(template, '');
}

/** The members that hold one placeholder alone, each with what it stands for. */
export function placeholderMembersOf(
  template: Template,
  layout: ObservationLayout,
): readonly (readonly [Placeholder, Member])[] {
  const members: (readonly [Placeholder, Member])[] = [];
  const search = (node: Template, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [name, item] of Object.entries<Template>(node)) {
      const here = stepInto(path, name);
      const placeholder = typeof item === 'string' ? placeholderOf(item, layout) : undefined;
      if (placeholder && !Array.isArray(node)) members.push([placeholder, { name, path: here, value: item }]);
      search(item, here);
    }
  };
  search(template, '');
  return members;
}

function observationsIn(template: Template, layout: ObservationLayout): number {
  return placeholdersIn(template, layout).filter(({ kind }) => kind !== 'count').length;
}

function stepInto(path: string, key: string): string {
  return `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
