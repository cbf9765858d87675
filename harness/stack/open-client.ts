import type { EndpointFile } from '../contract/stack-file.ts';
import { openGrpc } from '../protocols/grpc-client.ts';
import { inquiryBody, spokenByGrpc } from '../protocols/grpc-inquiry.ts';
import { type HttpClient, openHttp } from '../protocols/http.ts';
import { metered } from '../protocols/request-budget.ts';
import type { RunningEndpoint } from './running-endpoint.ts';

export interface ClientOptions {
  readonly endpoint: Pick<EndpointFile, 'protocol' | 'deadline'>;
  /** Requests in flight at once. */
  readonly connections: number;
  /** Milliseconds since the run began. */
  readonly clock: () => number;
}

/** The connections by which a running endpoint is asked in its protocol, as far as its budget goes. */
export function openClient(
  { origin, headers, redactor, budget }: Pick<RunningEndpoint, 'origin' | 'headers' | 'redactor' | 'budget'>,
  { endpoint, connections, clock }: ClientOptions,
): HttpClient {
  const options = { connections, deadlineMs: endpoint.deadline, headers, redactor, clock };
  const grpc = spokenByGrpc(endpoint.protocol);
  const client = grpc ? inquiring(openGrpc(origin, options), grpc) : openHttp(origin, options);
  return metered(client, budget);
}

/** A request of gRPC without a body, such as for readiness, says which model it is about. */
function inquiring({ send, close }: HttpClient, file: Parameters<typeof inquiryBody>[1]): HttpClient {
  return {
    send: (request) => send(request.body.length > 0 ? request : { ...request, body: inquiryBody(request.path, file) }),
    close,
  };
}
