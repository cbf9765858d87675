import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const recordSchema = z.object({ artifact: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }) });

/**
 * The digest of the artifact, as the record says that a training left beside it.
 *
 * @param folder - where `record.json` stands
 * @throws {Error} where there is no record, or it names no digest
 */
export function recordedDigest(folder: string): string {
  return recordSchema.parse(JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8'))).artifact.sha256;
}
