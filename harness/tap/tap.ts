import { once } from 'node:events';
import { type AddressInfo, connect as connectPlainly, createServer, isIP, type Server, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { loopback } from '../stack/ports.ts';
import { PreviousAnswers } from './previous-answers.ts';
import { TapError } from './tap-error.ts';
import type { TapRecord } from './tap-record.ts';
import type { ChooseRule } from './tap-rule.ts';
import { TappedConnection } from './tapped-connection.ts';

export interface TapOptions {
  /** `http://host:port` or `https://host`, with a path if everything of the endpoint stands below it. */
  readonly target: string | URL;
  /** Address to listen on; 127.0.0.1 if not given. */
  readonly host?: string;
  /** Port to listen on; any free one if not given. */
  readonly port?: number;
  /** Milliseconds, from any origin. */
  readonly clock: () => number;
  /** Given each call once, when it has ended. What it throws is thrown at the process: it is not caught here. */
  readonly record: (record: TapRecord) => void;
  /** The rule in force at first; without it, everything passes. */
  readonly choose?: ChooseRule;
  /** Longest body that is kept; 1 MiB if not given. A longer request is refused with 413, a longer reply passes. */
  readonly maximumBytes?: number;
}

export interface Tap extends AsyncDisposable {
  /** `http://host:port`: what the application takes for the endpoint. */
  readonly origin: string;
  /** Puts another rule in force, for calls of which the request is not whole yet. */
  use(choose: ChooseRule): void;
  /** Cuts every connection, also of calls that are stalled, and resolves when all are gone. May be called again. */
  close(): Promise<void>;
}

const mebibyte = 1 << 20;
const passEverything: ChooseRule = () => ({ kind: 'pass' });

/**
 * A proxy between application and endpoint that records every call, and does to it what a rule says.
 *
 * It speaks HTTP/1.1 on bare sockets: what passes is passed on byte by byte (but for `Host`, `Accept-Encoding` and
 * headers of one connection), a fault can end a connection at any byte, and a call takes little more than half of the processor time
 * that a server of `node:http` before a pool of undici takes. It never invents an answer: where the endpoint gives none,
 * the caller's connection ends as the endpoint's did.
 *
 * @throws {TapError} TAP_TARGET_INVALID, TAP_PORT_IN_USE, TAP_CANNOT_LISTEN
 */
export async function openTap(options: TapOptions): Promise<Tap> {
  const { target, host = loopback, port = 0, clock, record, maximumBytes = mebibyte } = options;
  const url = targetOf(target);
  const connections = new Set<TappedConnection>();
  let { choose = passEverything } = options;
  let calls = 0;
  const parts = {
    clock,
    record,
    choose: ((call) => choose(call)) satisfies ChooseRule,
    maximumBytes,
    previous: new PreviousAnswers(),
    connect: connectorTo(url),
    to: { host: url.host, prefix: url.pathname.replace(/\/$/, '') },
    nextId: () => ++calls,
  };
  const server = createServer((socket) => {
    const connection = new TappedConnection(socket, parts);
    connections.add(connection);
    socket.once('close', () => connections.delete(connection));
  });
  await listen(server, host, port);

  let closing: Promise<unknown> | undefined;
  const close = async (): Promise<void> => {
    closing ??= Promise.all([
      once(server, 'close'),
      server.close(),
      ...Array.from(connections, (connection) => connection.close()),
    ]);
    await closing;
  };
  return {
    origin: originOf(server),
    use: (chosen) => {
      choose = chosen;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function targetOf(target: string | URL): URL {
  const url = URL.parse(`${target}`);
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw new TapError('TAP_TARGET_INVALID', {
    problem: `the tap cannot pass anything on to ${target}, which is no URL of HTTP`,
    remedy: 'give the origin of the endpoint, such as http://127.0.0.1:8080',
  });
}

function connectorTo({ protocol, hostname, port }: URL): () => Socket {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (protocol === 'https:') {
    const options = {
      host,
      port: Number(port || 443),
      servername: isIP(host) ? '' : host,
      ALPNProtocols: ['http/1.1'],
    };
    return () => connectSecurely(options).setNoDelay(true);
  }
  return () => connectPlainly({ host, port: Number(port || 80), noDelay: true });
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
  } catch (cause) {
    const isInUse = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    if (isInUse) {
      throw new TapError('TAP_PORT_IN_USE', {
        problem: `the tap cannot listen on ${host}:${port}: something else does`,
        remedy: `end what listens there (ss -ltnp 'sport = :${port}'), or leave out the port, and a free one is taken`,
        cause,
      });
    }
    throw new TapError('TAP_CANNOT_LISTEN', {
      problem: `the tap cannot listen on ${host}:${port}: ${cause instanceof Error ? cause.message : cause}`,
      remedy: 'give an address of this machine and a port that this user may have',
      cause,
    });
  }
}

function originOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
