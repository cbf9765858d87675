import { z } from 'zod';
import { bare, requiredKeysOf } from './schema-place.ts';

const mostListed = 8;

/** What a schema takes, in words: `a number`, `one of us, ms, s`, `a map with env`. */
export function expectationOf(schema: z.core.$ZodType): string {
  const known = bare(schema);
  const { def } = known._zod;
  switch (def.type) {
    case 'string':
      return textExpectation(known);
    case 'number':
      return 'format' in def && def.format === 'safeint' ? 'a whole number' : 'a number';
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'literal':
      return listed(def.values.map(String));
    case 'enum':
      return listed(Object.values(def.entries).map(String));
    case 'array':
    case 'tuple':
      return 'a list';
    case 'record':
      return 'a map';
    case 'object': {
      const keys = requiredKeysOf(known);
      return keys.length === 0 ? 'a map' : `a map with ${keys.join(', ')}`;
    }
    case 'union':
      return [...new Set(def.options.map(expectationOf))].join(', or ');
    default:
      return 'another value';
  }
}

/** `batch`, or `one of json, sagemaker`; of many, the first. */
export function listed(values: readonly string[]): string {
  if (values.length === 1) return `${values[0]}`;
  const shown = values.slice(0, mostListed).join(', ');
  return `one of ${shown}${values.length > mostListed ? ', …' : ''}`;
}

/** A text with a form says itself, in its message, what form that is. */
function textExpectation(schema: z.core.$ZodType): string {
  const impossible = z.safeParse(schema, '\0');
  const issue = impossible.error?.issues[0];
  return issue?.code === 'invalid_format' ? issue.message : 'text';
}
