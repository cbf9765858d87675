import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileComplaint } from '../contract/file-text.ts';
import type { LoadedStack } from '../contract/load-stack.ts';
import type { Mistake } from '../contract/mistake.ts';
import type { ServedFormFacts } from '../history/run-event.ts';
import { recordedFormDigest } from './training-record.ts';

/** Path of what the endpoint loads: the artifact, or the file beside it that holds the same model in another form. */
export function servedForm(artifact: string, served: string | undefined): string {
  return served === undefined ? artifact : join(dirname(artifact), served);
}

/** Where a stack file names a form in which the model does not lie there. */
export function missingForm({ stack, mistakeAt }: LoadedStack, artifact: string): Mistake[] {
  const { served } = stack.endpoint.artifact ?? {};
  const complaint = served === undefined ? undefined : fileComplaint(servedForm(artifact, served));
  if (complaint === undefined) return [];
  const expected = complaint.expected ?? 'the name of a file beside the artifact of the contract';
  return [mistakeAt(['endpoint', 'artifact', 'served'], complaint.problem, { ...complaint, expected })];
}

/**
 * What is known of the form that is served.
 *
 * @returns undefined where the artifact itself is served
 */
export function servedFormFacts(artifact: string, served: string | undefined): ServedFormFacts | undefined {
  if (served === undefined) return undefined;
  const sha256 = createHash('sha256')
    .update(readFileSync(servedForm(artifact, served)))
    .digest('hex');
  return { file: served, sha256, recorded: recordedFormDigest(dirname(artifact), served) };
}
