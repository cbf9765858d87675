import { isAt } from '../contract/is-at.ts';
import type { EndpointFile } from '../contract/stack-file.ts';
import { dialectOf } from './dialect-of.ts';
import type { AskedForm } from './protocol.ts';
import type { SpokenContract } from './spoken-contract.ts';

/** A request to the endpoint for one row, read from the form in which it was sent. */
export interface AskedPrediction {
  readonly form: AskedForm;
  /** A sentence where the body carries no observation of one row. */
  readonly observation: Float32Array | string;
}

interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Uint8Array;
}

/**
 * Compiles what a stack file says of requests into a function that reads those that others send.
 *
 * Anybody may ask for readiness and more: what goes neither to the route of predictions nor to that of batches is none.
 * Where both forms go to one route, it is the form that fits, or else that of one row.
 */
export function compilePredictionReader(
  contract: SpokenContract,
  endpoint: Pick<EndpointFile, 'protocol' | 'routes'>,
): (request: SentRequest) => AskedPrediction | undefined {
  const { predict, batch } = dialectOf(contract, endpoint);
  const forms = [{ form: 'predict' as const, ...predict }, ...(batch ? [{ form: 'batch' as const, ...batch }] : [])];
  return (request) => {
    const asked = forms
      .filter(({ route }) => isAt(route, request))
      .map(({ form, body }) => ({ form, observation: body.observationIn(request.body) }));
    return asked.find(({ observation }) => typeof observation !== 'string') ?? asked[0];
  };
}
