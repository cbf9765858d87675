import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type LineCounter, type Node } from 'yaml';
import type { Position } from './mistake.ts';
import type { YamlPath } from './yaml-path.ts';

/** Finds the places of a document again, for mistakes that are found later. */
export interface YamlPlaces {
  /**
   * Where the value stands; its key, if the value begins on a later line; and where there is nothing at `path`, the
   * innermost thing around it that there is.
   */
  at(path: YamlPath): Position;
  /** Where the key of the last step stands; as `at` where there is none. */
  keyAt(path: YamlPath): Position;
}

export function placesOf(document: Document.Parsed, lines: LineCounter): YamlPlaces {
  const at = (path: YamlPath): Position => {
    const entry = entryAt(document, path);
    if (!entry) return path.length === 0 ? positionOf(lines, 0) : at(path.slice(0, -1));
    const key = start(lines, entry.key);
    const value = start(lines, entry.value);
    return (value && (!key || key.line === value.line) ? value : key) ?? positionOf(lines, 0);
  };
  return { at, keyAt: (path) => start(lines, entryAt(document, path)?.key) ?? at(path) };
}

export function positionOf(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** Where a node begins; undefined where nothing is written, as in `key:` without a value. */
function start(lines: LineCounter, node: Node | undefined): Position | undefined {
  if (!node?.range || node.range[0] === node.range[1]) return undefined;
  return positionOf(lines, node.range[0]);
}

interface Entry {
  readonly key?: Node;
  readonly value: Node | undefined;
}

/** The key and the value at the last step of `path`; undefined where there is no such place. */
function entryAt(document: Document.Parsed, path: YamlPath): Entry | undefined {
  let entry: Entry = { value: document.contents ?? undefined };
  for (const step of path) {
    const holder: Node | undefined = isAlias(entry.value) ? entry.value.resolve(document) : entry.value;
    if (isMap(holder)) {
      const pair = holder.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (!isNode(pair?.key)) return undefined;
      entry = { key: pair.key, value: isNode(pair.value) ? pair.value : undefined };
    } else if (isSeq(holder)) {
      const item = holder.items[Number(step)];
      if (!isNode(item)) return undefined;
      entry = { value: item };
    } else return undefined;
  }
  return entry;
}
