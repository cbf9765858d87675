import {
  type Document,
  isAlias,
  isCollection,
  isNode,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLError,
} from 'yaml';
import type { Complaint, Position } from './mistake.ts';
import { placesOf, positionOf, type YamlPlaces } from './yaml-places.ts';

/** A YAML document as plain data, with the place of everything in it. */
export interface YamlText extends YamlPlaces {
  /** `undefined` where nothing could be read. */
  readonly data: unknown;
  readonly mistakes: readonly (Complaint & Position)[];
}

const deepest = 64;
const mostShown = 20;
const control = /(?![\t\n\r\u0085])\p{Cc}/u;

/** Reads one YAML 1.2 document. Never throws: what is no such document has mistakes. */
export function parseYaml(text: string): YamlText {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    logLevel: 'error',
  });
  const found = [...syntaxComplaints(text, document), ...aliasComplaints(document)];
  // Read on after a duplicate key, which leaves the rest as it is; after anything else the rest would be guesses.
  const readable = found.every(({ fatal }) => !fatal);
  return {
    data: readable ? document.toJS() : undefined,
    mistakes: distinct(found).map(({ offset, complaint }) => ({ ...complaint, ...positionOf(lines, offset) })),
    ...placesOf(document, lines),
  };
}

interface Found {
  readonly offset: number;
  readonly complaint: Complaint;
  readonly fatal: boolean;
}

function syntaxComplaints(text: string, { errors, warnings }: Document.Parsed): Found[] {
  const complaints = [...errors, ...warnings].map((error) => ({
    offset: error.pos[0],
    complaint: inOurWords(error, text),
    fatal: error.code !== 'DUPLICATE_KEY',
  }));
  const offset = text.search(control);
  if (offset < 0) return complaints;
  const code = text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0');
  return [...complaints, { offset, complaint: { problem: `the control character U+${code}` }, fatal: true }];
}

function inOurWords({ code, message, pos: [from, to] }: YAMLError, text: string): Complaint {
  switch (code) {
    case 'DUPLICATE_KEY':
      return {
        problem: `the key "${/^[\w.-]+/.exec(text.slice(from))?.[0] ?? text.slice(from, to)}" stands here a second time`,
      };
    case 'TAB_AS_INDENT':
      return { problem: 'a tab in the indentation', expected: 'spaces' };
    case 'MULTIPLE_DOCS':
      return { problem: 'a second document begins here', expected: 'one document a file' };
    case 'NON_STRING_KEY':
      return { problem: 'this key is no text' };
    case 'RESOURCE_EXHAUSTION':
      return { problem: 'too deeply nested', expected: `at most ${deepest} levels` };
    case 'TAG_RESOLVE_FAILED':
      return { problem: `the tag ${text.slice(from, to)} means nothing here`, expected: 'a plain value' };
    default:
      return { problem: `not YAML: ${message}` };
  }
}

/** Aliases that lead nowhere, in a circle or to an explosion, and nesting without end. Reads nothing after a syntax error. */
function aliasComplaints(document: Document.Parsed): Found[] {
  if (document.errors.some(({ code }) => code !== 'DUPLICATE_KEY')) return [];
  const found: Found[] = [];
  const complain = (node: Node, complaint: Complaint) =>
    found.push({ offset: node.range?.[0] ?? 0, complaint, fatal: true });

  const visit = (node: unknown, within: readonly Node[]) => {
    if (!isNode(node)) return;
    if (within.length > deepest) {
      complain(node, { problem: 'too deeply nested', expected: `at most ${deepest} levels` });
    } else if (isAlias(node)) {
      const target = node.resolve(document);
      if (target === undefined) complain(node, { problem: `nothing is anchored as &${node.source}` });
      else if (within.includes(target)) complain(node, { problem: `*${node.source} stands within &${node.source}` });
    } else if (isCollection(node)) {
      for (const item of node.items) visit(isNode(item) ? item : valueOfPair(item), [...within, node]);
    }
  };
  visit(document.contents, []);
  if (found.length > 0) return found;
  try {
    document.toJS();
    return [];
  } catch (error) {
    return [{ offset: 0, complaint: { problem: `cannot be expanded: ${String(error)}` }, fatal: true }];
  }
}

/** The value of a pair of a map. */
function valueOfPair(item: unknown): unknown {
  return typeof item === 'object' && item !== null && 'value' in item ? item.value : undefined;
}

/** One complaint a place, and no more of them than help. */
function distinct(found: readonly Found[]): Found[] {
  const seen = new Set<string>();
  return found
    .toSorted((a, b) => a.offset - b.offset)
    .filter(({ offset, complaint }) => {
      const key = complaint.problem === 'too deeply nested' ? complaint.problem : `${offset}`;
      return !seen.has(key) && seen.add(key);
    })
    .slice(0, mostShown);
}
