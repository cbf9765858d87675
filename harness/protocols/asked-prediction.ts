import type { Contract } from '../contract/contract.ts';
import { isAt } from '../contract/is-at.ts';
import type { EndpointFile, RequestForm, Route } from '../contract/stack-file.ts';
import { compileObservationReader, type ReadObservation } from './json-observation.ts';
import { ReplyMismatch } from './json-shape.ts';
import { layoutOf } from './observation-layout.ts';
import type { AskedForm } from './protocol.ts';
import { readStrictJson } from './strict-json.ts';

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
  contract: Parameters<typeof layoutOf>[0] & Pick<Contract, 'features'>,
  { protocol: { json }, routes }: Pick<EndpointFile, 'protocol' | 'routes'>,
): (request: SentRequest) => AskedPrediction | undefined {
  const layout = layoutOf(contract);
  const compile = (form: AskedForm, route: Route, { body }: RequestForm) => ({
    form,
    route,
    read: compileObservationReader(body, layout),
  });
  const forms = [
    compile('predict', routes.predict, json.predict),
    ...(json.batch ? [compile('batch', routes.batch ?? routes.predict, json.batch)] : []),
  ];
  return (request) => {
    const asked = forms
      .filter(({ route }) => isAt(route, request))
      .map(({ form, read }) => ({ form, observation: observationIn(request.body, read) }));
    return asked.find(({ observation }) => typeof observation !== 'string') ?? asked[0];
  };
}

function observationIn(body: Uint8Array, read: ReadObservation): Float32Array | string {
  const json = readStrictJson(body);
  if (json.kind === 'refused') return json.problem;
  try {
    return read(json.value);
  } catch (error) {
    if (error instanceof ReplyMismatch) return error.message;
    throw error;
  }
}
