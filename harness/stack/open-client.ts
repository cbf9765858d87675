import type { EndpointFile } from '../contract/stack-file.ts';
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
  const client = openHttp(origin, { connections, deadlineMs: endpoint.deadline, headers, redactor, clock });
  return metered(client, budget);
}
