import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { contractSchema } from '../harness/contract/contract.ts';
import { stackSchema } from '../harness/contract/stack-file.ts';

/** The JSON Schemas by which an editor completes and explains contracts and stack files: file name and text. */
export function jsonSchemas(): ReadonlyMap<string, string> {
  return new Map([
    ['contract.schema.json', jsonSchema(contractSchema, 'Contract', 'What a served policy owes.')],
    ['stack.schema.json', jsonSchema(stackSchema, 'Stack', 'How the running system is started or reached.')],
  ]);
}

export const schemaFolder = new URL('../contracts/', import.meta.url);

function jsonSchema(schema: z.ZodType, title: string, description: string): string {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return `${JSON.stringify({ $schema, title, description, ...rest }, undefined, 2)}\n`;
}

if (import.meta.main) {
  for (const [name, text] of jsonSchemas()) writeFileSync(new URL(name, schemaFolder), text);
}
