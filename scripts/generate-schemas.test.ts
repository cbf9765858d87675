import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { jsonSchemas, schemaFolder } from './generate-schemas.ts';

test.each([...jsonSchemas()])(
  'contracts/%s is what the schema in the code says (else run scripts/generate-schemas.ts)',
  (name, text) => {
    expect(readFileSync(new URL(name, schemaFolder), 'utf8')).toBe(text);
  },
);

test.each([...jsonSchemas()])('every key of contracts/%s is explained', (_, text) => {
  expect(unexplained(JSON.parse(text), '')).toEqual([]);
});

const node = z.looseObject({
  description: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
});

/** The paths of properties without a description. */
function unexplained(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => unexplained(item, path));
  const parsed = node.safeParse(value);
  if (!parsed.success) return [];
  const { properties = {}, ...rest } = parsed.data;
  const here = Object.entries(properties).flatMap(([key, property]) => [
    ...(node.safeParse(property).data?.description ? [] : [`${path}/${key}`]),
    ...unexplained(property, `${path}/${key}`),
  ]);
  return [...here, ...Object.values(rest).flatMap((inner) => unexplained(inner, path))];
}
