import type { EndpointFile } from '../contract/stack-file.ts';
import { openGrpc } from '../protocols/grpc-client.ts';
import { inquiryBody, spokenByGrpc } from '../protocols/grpc-inquiry.ts';
import { type HttpClient, openHttp } from '../protocols/http.ts';
import { metered } from '../protocols/request-budget.ts';
import type { Addresses } from './place.ts';
import type { RunningEndpoint } from './running-endpoint.ts';

export interface ClientOptions {
  /** HTTP is spoken, where it names no protocol. */
  readonly endpoint: Pick<EndpointFile, 'deadline'> & Partial<Pick<EndpointFile, 'protocol'>>;
  /** Requests in flight at once. */
  readonly connections: number;
  /** Milliseconds since the run began. */
  readonly clock: () => number;
}

/** The connections by which a running endpoint is asked in its protocol, as far as its budget goes. */
export function openClient(
  { origin, ports, headers, redactor, budget }: Addresses & Pick<RunningEndpoint, 'headers' | 'redactor' | 'budget'>,
  { endpoint, connections, clock }: ClientOptions,
): HttpClient {
  const options = { connections, deadlineMs: endpoint.deadline, headers, redactor, clock };
  const grpc = spokenByGrpc(endpoint.protocol);
  const client = grpc ? inquiring(openGrpc(origin, options), grpc) : openHttp(origin, options);
  const further = Object.entries(ports).map(
    ([name, at]) => [name, openHttp(at, { ...options, connections: 1 })] as const,
  );
  return metered(further.length === 0 ? client : onSeveralPorts(client, new Map(further)), budget);
}

function onSeveralPorts(client: HttpClient, further: ReadonlyMap<string, HttpClient>): HttpClient {
  return {
    send: (request, how) => (request.port === undefined ? client : further.get(request.port)!).send(request, how),
    close: async () => {
      await Promise.all([client, ...further.values()].map((each) => each.close()));
    },
  };
}

/** A request of gRPC without a body, such as for readiness, says which model it is about. */
function inquiring({ send, close }: HttpClient, file: Parameters<typeof inquiryBody>[1]): HttpClient {
  return {
    send: (request, how) =>
      send(request.body.length > 0 ? request : { ...request, body: inquiryBody(request.path, file) }, how),
    close,
  };
}
