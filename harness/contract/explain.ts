import type { z } from 'zod';
import { expectationOf, listed } from './expectation.ts';
import type { Complaint } from './mistake.ts';
import { nearestOf } from './nearest.ts';
import { keysOf, optionsOf, requiredKeysOf, schemaAt } from './schema-place.ts';
import { kindOf, kindsTakenBy } from './value-kind.ts';
import { showPath, type YamlPath } from './yaml-path.ts';

/** A complaint about a place in a document. */
export interface PlacedComplaint extends Complaint {
  readonly path: YamlPath;
  /** Whether the key at `path` is wrong, or the value that it has. */
  readonly about: 'key' | 'value';
}

type Schema = z.core.$ZodType;
type Issue = z.core.$ZodIssue;

/**
 * What zod found, for people: one complaint a mistake. A key that is misspelt is one mistake, not an unknown key and a
 * missing one; of several forms that a value may have, the one that was evidently meant is explained.
 */
export function explain(
  schema: Schema,
  data: unknown,
  issues: readonly Issue[],
  base: YamlPath = [],
): PlacedComplaint[] {
  const complaints = issues.flatMap((issue) => explainOne(schema, data, issue, base));
  const misspelt = new Set(
    complaints
      .filter(({ about, nearest }) => about === 'key' && nearest !== undefined)
      .map(({ path, nearest }) => showPath([...path.slice(0, -1), nearest!])),
  );
  return complaints.filter(({ path, problem }) => problem !== missing(path) || !misspelt.has(showPath(path)));
}

const missing = (path: YamlPath) => `${showPath(path)} is missing`;

function explainOne(root: Schema, data: unknown, issue: Issue, base: YamlPath): PlacedComplaint[] {
  const within = issue.path.filter((step) => typeof step !== 'symbol');
  const path = [...base, ...within];
  const schema = schemaAt(root, within);
  const value = valueAt(data, within);
  const complain = (complaint: Complaint): PlacedComplaint[] => [{ path, about: 'value', ...complaint }];
  const here = `${showPath(path) || 'the document'} is ${show(value)}`;

  if (value === undefined && issue.code !== 'custom') {
    return complain({ problem: missing(path), expected: schema && expectationOf(schema) });
  }
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(schema, value, key, path));
    case 'invalid_union':
      return schema ? explainForms(schema, value, issue.errors, path) : complain({ problem: here });
    case 'invalid_type':
      return complain({ problem: here, expected: schema && wantedInsteadOf(value, schema) });
    case 'invalid_value': {
      const values = issue.values.map(String);
      const nearest = typeof value === 'string' ? nearestOf(value, values) : undefined;
      return complain({ problem: here, expected: listed(values), nearest });
    }
    case 'invalid_format':
      return complain({ problem: here, expected: issue.message });
    case 'too_small':
      return complain({
        problem: here,
        expected: bound(issue.origin, issue.minimum, issue.inclusive, 'at least', 'above'),
      });
    case 'too_big':
      return complain({
        problem: here,
        expected: bound(issue.origin, issue.maximum, issue.inclusive, 'at most', 'below'),
      });
    case 'invalid_key':
      return [
        {
          path,
          about: 'key',
          problem: `${showPath(path)} has a key that cannot be`,
          expected: issue.issues[0]?.message,
        },
      ];
    case 'custom':
      return complain({ problem: issue.message, ...issue.params });
    default:
      return complain({ problem: `${here}: ${issue.message}` });
  }
}

function unknownKey(schema: Schema | undefined, value: unknown, key: string, parent: YamlPath): PlacedComplaint {
  const taken = Object.keys(Object(value));
  const free = keysOf(schema && meantForm(schema, value)).filter((candidate) => !taken.includes(candidate));
  const nearest = nearestOf(key, free);
  return {
    path: [...parent, key],
    about: 'key',
    problem: `unknown key "${key}"${parent.length === 0 ? '' : ` in ${showPath(parent)}`}`,
    expected: nearest === undefined && free.length > 0 ? listed(free) : undefined,
    nearest,
  };
}

/** The mistakes of the form that was evidently meant. */
function explainForms(schema: Schema, value: unknown, errors: readonly Issue[][], path: YamlPath): PlacedComplaint[] {
  const meant = meantForm(schema, value);
  const explained = meant ? explain(meant, value, errors[optionsOf(schema).indexOf(meant)] ?? [], path) : [];
  if (explained.length > 0) return explained;
  const known = optionsOf(schema).some((form) => kindsTakenBy(form).includes(kindOf(value)));
  const problem = known ? `${showPath(path)} has no known form` : `${showPath(path)} is ${show(value)}`;
  return [{ path, about: 'value', problem, expected: wantedInsteadOf(value, schema) }];
}

/** Of the forms that a value may have, the only one for this kind of value, or the one whose keys are there. */
function meantForm(schema: Schema, value: unknown): Schema | undefined {
  const [best, second] = optionsOf(schema)
    .filter((form) => kindsTakenBy(form).includes(kindOf(value)))
    .map((form) => ({ form, likeness: likeness(form, value) }))
    .toSorted((a, b) => b.likeness - a.likeness);
  return best && (!second || best.likeness > second.likeness) ? best.form : undefined;
}

/** How far the keys of a map are those of a form: what must be there counts most, what is nearly there a little. */
function likeness(form: Schema, value: unknown): number {
  const keys = keysOf(form);
  const required = requiredKeysOf(form);
  return Object.keys(Object(value)).reduce((sum, key) => {
    if (required.includes(key)) return sum + 4;
    if (keys.includes(key)) return sum + 2;
    return sum + (nearestOf(key, keys) === undefined ? 0 : 1);
  }, 0);
}

function wantedInsteadOf(value: unknown, schema: Schema): string {
  const bareWord = typeof value === 'number' || typeof value === 'boolean';
  const hint = bareWord && kindsTakenBy(schema).includes('text') ? ` (for text, put it in quotes)` : '';
  return `${expectationOf(schema)}${hint}`;
}

function bound(
  origin: string,
  limit: number | bigint,
  inclusive: boolean | undefined,
  upTo: string,
  beyond: string,
): string {
  if (origin === 'string') return limit === 1 ? 'text that is not empty' : `text of ${upTo} ${limit} characters`;
  if (origin === 'array') return `${upTo} ${limit} ${limit === 1 ? 'item' : 'items'}`;
  return `${origin === 'int' ? 'a whole number' : 'a number'} ${inclusive ? `of ${upTo}` : beyond} ${limit}`;
}

/** A value as it may stand in a sentence. */
function show(value: unknown): string {
  switch (kindOf(value)) {
    case 'text': {
      const text = String(value);
      return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
    }
    case 'list':
      return Array.isArray(value) && value.length === 0 ? 'an empty list' : 'a list';
    case 'map':
      return 'a map';
    case 'nothing':
      return 'empty';
    default:
      return String(value);
  }
}

function valueAt(data: unknown, path: YamlPath): unknown {
  return path.reduce<unknown>(
    (holder, step) =>
      typeof holder === 'object' && holder !== null && Object.hasOwn(holder, step)
        ? Reflect.get(holder, step)
        : undefined,
    data,
  );
}
