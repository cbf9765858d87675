/** Where a value stands in a text: from its first character to behind its last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A value within an array or object. */
export interface Item extends Span {
  /** Where the item begins: the name, of a member of an object. */
  readonly begins: number;
  /** The name of the member, or the index as text. */
  readonly key: string;
}

const token = /[[\]{}:,]|"[^"\\]*(?:\\.[^"\\]*)*"|[^\s,:[\]{}"]+/g;

/**
 * The span of the value at the end of a path, or undefined where there is none.
 *
 * @param text - JSON that was read as such: nothing is checked here
 * @param path - reference tokens of a JSON pointer
 */
export function spanAt(text: string, path: readonly string[]): Span | undefined {
  let span: Span | undefined = wholeValue(text);
  for (const key of path) span = span && itemsOf(text, span).find((item) => item.key === key);
  return span;
}

/** What stands in an array or object, in order; nothing in any other value. */
export function itemsOf(text: string, { from, to }: Span): Item[] {
  const isObject = text[from] === '{';
  if (!isObject && text[from] !== '[') return [];
  const items: Item[] = [];
  token.lastIndex = from + 1;
  for (let next = token.exec(text); next && next.index < to - 1; next = token.exec(text)) {
    if (next[0] === ',') continue;
    const begins = next.index;
    const key = isObject ? (JSON.parse(next[0]) as string) : `${items.length}`;
    if (isObject) {
      token.exec(text);
      next = token.exec(text)!;
    }
    const end = endOfValue(text, next.index);
    items.push({ begins, key, from: next.index, to: end });
    token.lastIndex = end;
  }
  return items;
}

/** The text with other text in place of some spans, which do not overlap. */
export function withSpans(text: string, replacements: readonly (readonly [Span, string])[]): string {
  let result = '';
  let at = 0;
  for (const [{ from, to }, by] of replacements.toSorted(([one], [other]) => one.from - other.from)) {
    result += text.slice(at, from) + by;
    at = to;
  }
  return result + text.slice(at);
}

/** The text without one member of an object, and without the comma that goes with it. */
export function withoutMember(text: string, path: readonly string[]): string | undefined {
  const within = spanAt(text, path.slice(0, -1));
  const members = within && text[within.from] === '{' ? itemsOf(text, within) : [];
  const index = members.findIndex(({ key }) => key === path.at(-1));
  const [before, member, after] = [members[index - 1], members[index], members[index + 1]];
  if (!member) return undefined;
  if (after) return withSpans(text, [[{ from: member.begins, to: after.begins }, '']]);
  return withSpans(text, [[{ from: before?.to ?? member.begins, to: member.to }, '']]);
}

function wholeValue(text: string): Span | undefined {
  token.lastIndex = 0;
  const first = token.exec(text);
  return first ? { from: first.index, to: endOfValue(text, first.index) } : undefined;
}

function endOfValue(text: string, from: number): number {
  token.lastIndex = from;
  let depth = 0;
  for (let next = token.exec(text); next; next = token.exec(text)) {
    if (next[0] === '{' || next[0] === '[') depth += 1;
    if (next[0] === '}' || next[0] === ']') depth -= 1;
    if (depth === 0) return token.lastIndex;
  }
  return text.length;
}
