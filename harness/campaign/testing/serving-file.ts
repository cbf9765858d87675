import { readFileSync } from 'node:fs';
import type { RequestListener, ServerResponse } from 'node:http';
import { preferring } from '../../checks/testing/replies.ts';
import { contract } from '../../checks/testing/small-contract.ts';
import type { Answerer } from '../../history/run-event.ts';
import { bodyOf } from './small-server.ts';

export interface ServingFile {
  readonly listener: RequestListener;
  /** Who answers now. */
  readonly serving: () => Answerer;
}

/**
 * A model server that looks for its model in a file before each answer, and goes on with the one before where it finds none
 * of the two. The own policy gives action 0 to rows that begin with 0, and the marked one 1; both give 2 to the rest.
 *
 * @param looks - whether it looks for another model; without it, it keeps the first
 */
export function servingFile(
  path: string,
  models: Readonly<Record<Answerer, Uint8Array>>,
  { looks = () => true }: { looks?: () => boolean } = {},
): ServingFile {
  let serving: Answerer = 'own';
  const look = () => {
    const found = readFileSync(path);
    for (const each of ['own', 'marked'] as const) if (found.equals(models[each])) serving = each;
  };
  return {
    serving: () => serving,
    listener: async (request, response) => {
      const { features } = JSON.parse(await bodyOf(request)) as { features: readonly number[] };
      if (looks()) look();
      const action = features[0] === 0 ? (serving === 'own' ? 0 : 1) : 2;
      decide(response, action);
    },
  };
}

/** Answers as the small contract has it. */
export function decide(response: ServerResponse, action: number): void {
  const said = { action, logits: preferring(action), used_trained_model: true, feature_count: 4, latency_ms: 1 };
  const body = JSON.stringify({ ...said, model_version: contract.policy.sha256 });
  response.writeHead(200, { 'content-type': 'application/json' }).end(body);
}
