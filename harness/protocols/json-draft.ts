import type { Template } from '../contract/stack-file.ts';
import type { Entry } from './json-entry.ts';
import { type Placeholder, placeholderOf, placeholdersIn } from './json-placeholder.ts';

/** What is to become of one member of an object of the template. */
export type MemberEdit =
  | { readonly kind: 'omit' }
  | { readonly kind: 'rename'; readonly name: string }
  | { readonly kind: 'replace'; readonly text: string }
  /** The member, and then once more under the same name with another value. */
  | { readonly kind: 'repeat'; readonly text: string };

/** A body before it is written, open to every mistake. Members are found by their JSON pointer in the template. */
export interface Draft {
  readonly rows: readonly (readonly Entry[])[];
  readonly edits: ReadonlyMap<string, MemberEdit>;
}

export const noEdits: ReadonlyMap<string, MemberEdit> = new Map();

/** Writes the body. A draft without a mistake gives the text that the compiled template gives. */
export function writeDraft(template: Template, features: readonly string[], draft: Draft): string {
  const write = (node: Template, path: string): string => {
    const placeholder = typeof node === 'string' ? placeholderOf(node, features) : undefined;
    if (placeholder) return fill(placeholder, draft.rows);
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

function fill(placeholder: Placeholder, rows: Draft['rows']): string {
  const first = rows[0] ?? [];
  switch (placeholder.kind) {
    case 'features':
      return array(first);
    case 'flat':
      return array(rows.flat());
    case 'rows':
      return `[${rows.map(array).join(',')}]`;
    case 'named':
      return object(first);
    case 'namedRows':
      return `[${rows.map(object).join(',')}]`;
    case 'count':
      return `${rows.length}`;
    case 'feature':
      return first.find(({ feature }) => feature === placeholder.index)?.text ?? 'null';
  }
}

function array(entries: readonly Entry[]): string {
  return `[${entries.map(({ text }) => text).join(',')}]`;
}

function object(entries: readonly Entry[]): string {
  return `{${entries.map(({ name, text }) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}

/** A member of an object of the template. */
export interface Member {
  readonly name: string;
  readonly path: string;
  readonly value: Template;
}

/** The innermost member that holds the whole observation; none where the body itself is the observation. */
export function carrierOf(template: Template, features: readonly string[]): Member | undefined {
  const total = observationsIn(template, features);
  const search = (node: Template, path: string): Member | undefined => {
    if (typeof node !== 'object' || node === null) return undefined;
    const found = Object.entries<Template>(node).find(([, item]) => observationsIn(item, features) === total);
    if (!found) return undefined;
    const [name, item] = found;
    const inside = search(item, stepInto(path, name));
    return inside ?? (Array.isArray(node) ? undefined : { name, path: stepInto(path, name), value: item });
  };
  return search(template, '');
}

/** The member that holds `${feature:NAME}` of each feature, where the template has such. */
export function featureMembersOf(template: Template, features: readonly string[]): ReadonlyMap<number, Member> {
  const members = new Map<number, Member>();
  const search = (node: Template, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [name, item] of Object.entries<Template>(node)) {
      const placeholder = typeof item === 'string' ? placeholderOf(item, features) : undefined;
      if (placeholder?.kind === 'feature' && !Array.isArray(node)) {
        members.set(placeholder.index, { name, path: stepInto(path, name), value: item });
      }
      search(item, stepInto(path, name));
    }
  };
  search(template, '');
  return members;
}

function observationsIn(template: Template, features: readonly string[]): number {
  return placeholdersIn(template, features).filter(({ kind }) => kind !== 'count').length;
}

function stepInto(path: string, key: string): string {
  return `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
