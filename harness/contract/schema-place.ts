import { z } from 'zod';
import type { YamlPath } from './yaml-path.ts';

type Schema = z.core.$ZodType;

/** The schema without what is wrapped around it: optional, default, transform. */
export function bare(schema: Schema): z.core.$ZodTypes {
  const known = schema as z.core.$ZodTypes;
  // The getter of a lazy schema may make a new one at every call; zod keeps the first.
  if (known instanceof z.core.$ZodLazy) return bare(known._zod.innerType);
  const { def } = known._zod;
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nullable':
    case 'readonly':
      return bare(def.innerType);
    case 'pipe':
      return bare(def.in);
    default:
      return known;
  }
}

/** The schema at a place within what `schema` describes; undefined where it describes no such place. */
export function schemaAt(schema: Schema, path: YamlPath): Schema | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return schema;
  for (const child of childrenAt(schema, step)) {
    const found = schemaAt(child, rest);
    if (found) return found;
  }
  return undefined;
}

function childrenAt(schema: Schema, step: string | number): Schema[] {
  const { def } = bare(schema)._zod;
  switch (def.type) {
    case 'object':
      return Object.hasOwn(def.shape, step) ? [def.shape[step]!] : [];
    case 'record':
      return [def.valueType];
    case 'array':
      return [def.element];
    case 'tuple': {
      const item = def.items[Number(step)] ?? def.rest;
      return item ? [item] : [];
    }
    case 'union':
      return def.options.flatMap((option) => childrenAt(option, step));
    default:
      return [];
  }
}

/** The keys that a map may have there. */
export function keysOf(schema: Schema | undefined): string[] {
  if (!schema) return [];
  const { def } = bare(schema)._zod;
  if (def.type === 'object') return Object.keys(def.shape);
  return def.type === 'union' ? [...new Set(def.options.flatMap(keysOf))] : [];
}

/** The keys that a map must have there. */
export function requiredKeysOf(schema: Schema): string[] {
  const { def } = bare(schema)._zod;
  if (def.type !== 'object') return [];
  return Object.keys(def.shape).filter((key) => def.shape[key]!._zod.optin === undefined);
}

/** The forms of a value that may stand there in one of several; the schema itself where there is only one. */
export function optionsOf(schema: Schema): readonly Schema[] {
  const { def } = bare(schema)._zod;
  return def.type === 'union' ? def.options : [schema];
}
