import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Redactor } from '../contract/redactor.ts';
import type { EndpointFile, Route } from '../contract/stack-file.ts';
import { spokenByGrpc } from '../protocols/grpc-inquiry.ts';
import type { RequestBudget } from '../protocols/request-budget.ts';
import { grpcProbe } from './grpc-probe.ts';
import { ListeningTime } from './listening-time.ts';
import { type Addresses, addressFor } from './place.ts';

/** A readiness route that says more than this is no readiness route. */
const largestBody = 65_536;

export type ProbeAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: Uint8Array }
  | { readonly kind: 'no-answer'; readonly message: string };

/** A request, and when it is no longer wanted. */
export type Inquiry = Omit<ProbeOptions, 'protocol' | 'budget' | 'deadline'>;

export interface ProbeOptions extends Addresses {
  readonly route: Route;
  /** HTTP, if it is not gRPC. */
  readonly protocol?: EndpointFile['protocol'] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** What it is taken from. */
  readonly budget: RequestBudget;
  /** What it takes out of the answer, nobody sees. */
  readonly redactor: Redactor;
  /** Milliseconds for the whole exchange, of those in which this process listens. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/**
 * One request on a connection of its own, bounded in time and size; redirects are answers like any other.
 *
 * @throws {ProtocolError} REQUESTS_SPENT
 */
export async function probe({ budget, protocol, deadline, signal, ...inquiry }: ProbeOptions): Promise<ProbeAnswer> {
  await budget.take();
  const grpc = spokenByGrpc(protocol, inquiry.route);
  using limit = new ListeningTime(deadline);
  const options = { ...inquiry, signal: AbortSignal.any([signal, limit.signal]) };
  const answer = grpc ? await grpcProbe(options, grpc, largestBody) : await asked(options);
  const isLate = answer.kind === 'no-answer' && limit.signal.aborted;
  return isLate ? { kind: 'no-answer', message: `none within ${Math.ceil(deadline)} ms` } : answer;
}

function asked({ origin, ports, route, headers, redactor, signal }: Inquiry): Promise<ProbeAnswer> {
  const url = new URL(`${addressFor(route, { origin, ports })}${route.path}`);
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;

  return new Promise((resolve) => {
    const fail = (error: Error): void =>
      resolve({ kind: 'no-answer', message: redactor.redact(error.message || error.name) });
    const request = send(
      url,
      { method: route.method, headers: { 'accept-encoding': 'identity', ...headers }, agent: false, signal },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= largestBody) chunks.push(chunk);
          else response.destroy(new Error(`the body is longer than ${largestBody} bytes`));
        });
        response.on('error', fail);
        response.on('end', () =>
          resolve({
            kind: 'answer',
            status: response.statusCode ?? 0,
            body: redactor.redactBytes(Buffer.concat(chunks)),
          }),
        );
      },
    );
    request.on('error', fail);
    // Where nobody listens for it, Node drops the connection and tells no error.
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      fail(new Error('it changes the protocol'));
    });
    request.end();
  });
}
