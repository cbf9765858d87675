import type { z } from 'zod';
import { bare } from './schema-place.ts';

export type ValueKind = 'text' | 'number' | 'truth' | 'nothing' | 'list' | 'map';

export function kindOf(value: unknown): ValueKind {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'truth';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' && value !== null ? 'map' : 'nothing';
}

/** The kinds of value that a schema takes. */
export function kindsTakenBy(schema: z.core.$ZodType): ValueKind[] {
  const { def } = bare(schema)._zod;
  switch (def.type) {
    case 'string':
    case 'enum':
      return ['text'];
    case 'number':
      return ['number'];
    case 'boolean':
      return ['truth'];
    case 'null':
      return ['nothing'];
    case 'literal':
      return def.values.map(kindOf);
    case 'array':
    case 'tuple':
      return ['list'];
    case 'object':
    case 'record':
      return ['map'];
    case 'union':
      return def.options.flatMap(kindsTakenBy);
    default:
      return [];
  }
}
