import type { EndpointFile } from '../contract/stack-file.ts';
import type { MetadataFacts } from '../history/run-event.ts';
import type { HttpClient } from '../protocols/http.ts';
import type { Protocol } from '../protocols/protocol.ts';
import { excerpt } from '../protocols/reply-text.ts';

const longestStatement = 500;

/** Asks the endpoint which inputs and outputs its model has; nothing where its protocol does not say. */
export async function readMetadata(
  client: HttpClient,
  { routes }: Pick<EndpointFile, 'routes'>,
  { metadata }: Pick<Protocol, 'metadata'>,
): Promise<MetadataFacts | undefined> {
  const route = routes.metadata;
  if (!route || !metadata) return undefined;
  const without = (problem: string): MetadataFacts => ({
    kind: 'metadata',
    stated: null,
    mismatches: [],
    problem: `${route.path} ${problem}`,
  });
  const { outcome } = await client.send({ ...route, headers: {}, body: '' });
  if (outcome.kind === 'lost') return without(`gave no reply: ${outcome.message}`);
  if (outcome.status !== 200) return without(`answers with status ${outcome.status}`);
  const read = metadata(outcome.body);
  if (typeof read === 'string') return without(`cannot be read: ${read}`);
  return {
    kind: 'metadata',
    stated: excerpt(read.stated, longestStatement),
    mismatches: read.mismatches.map((mismatch) => excerpt(mismatch, longestStatement)),
    problem: null,
  };
}
