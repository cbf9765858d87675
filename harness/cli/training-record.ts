import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const recordSchema = z.object({ artifact: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }) });

const formSchema = z.object({ file: z.string(), sha256: z.string() });

/**
 * The digest of the artifact, as the record says that a training left beside it.
 *
 * @param folder - where `record.json` stands
 * @throws {Error} where there is no record, or it names no digest
 */
export function recordedDigest(folder: string): string {
  return recordSchema.parse(JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8'))).artifact.sha256;
}

/**
 * The digest of another form of the same model, as the record says that a training left it beside the artifact: whatever
 * part of the record names the file and its digest.
 *
 * @returns null where there is no record, or it says nothing of that file
 */
export function recordedFormDigest(folder: string, file: string): string | null {
  const path = join(folder, 'record.json');
  if (!existsSync(path)) return null;
  const record: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const parts = Object.values(typeof record === 'object' && record !== null ? record : {});
  const told = parts.map((part) => formSchema.safeParse(part).data).find((part) => part?.file === file);
  return told?.sha256 ?? null;
}
