import {
  type ChannelCredentials,
  type ChannelOptions,
  Client,
  type ClientUnaryCall,
  connectivityState,
  credentials,
  Metadata,
} from '@grpc/grpc-js';
import type { Outcome } from '../history/exchange.ts';
import { GrpcChannels } from './grpc-channels.ts';
import { failedOutcome, grpcContentType } from './grpc-outcome.ts';
import type { HttpClient, HttpOptions, Sent } from './http.ts';
import type { EncodedRequest } from './protocol.ts';
import { ProtocolError } from './protocol-error.ts';
import { redactedOutcome } from './redacted-outcome.ts';

const mebibyte = 1 << 20;

/** Headers that gRPC has of its own. */
const ownHeaders: readonly string[] = ['content-type', 'content-length', 'accept-encoding', 'host', 'te', 'connection'];

/**
 * Makes unary calls of gRPC to an endpoint that may do anything: bounded in time and size, no proxy, no retries, each call
 * alone on its connection. The path of a request is `/SERVICE/METHOD`, its body the message; the body of a reply with
 * status 200 is the message that came back, of any other the status in words.
 *
 * @param base - `http://host:port`, or https
 */
export function openGrpc(base: string | URL, options: HttpOptions): HttpClient {
  const { connections, deadlineMs, maximumBytes = mebibyte, headers = {}, redactor } = options;
  const { clock = () => performance.now() } = options;
  const { target, security, prefix } = addressOf(new URL(base));
  const channelOptions: ChannelOptions = {
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_http_proxy': 0,
    'grpc.enable_retries': 0,
    'grpc.enable_channelz': 0,
    'grpc.service_config_disable_resolution': 1,
    'grpc.max_receive_message_length': maximumBytes,
    'grpc.max_send_message_length': -1,
  };
  const channels = new GrpcChannels(connections, () => new Client(target, security, channelOptions));
  const flying = new Set<UnaryCall>();

  return {
    send: async (request) => {
      const metadata = metadataOf({ ...headers, ...request.headers });
      return await new Promise<Sent>((resolve) => {
        const call = new UnaryCall({
          path: prefix + request.path,
          body: Buffer.from(request.body),
          metadata,
          deadlineMs,
          clock,
          ended: ({ outcome, ...times }) => {
            flying.delete(call);
            resolve({ outcome: redactor ? redactedOutcome(outcome, redactor) : outcome, ...times });
          },
        });
        flying.add(call);
        channels.take((client) => call.on(client, (broken) => channels.giveBack(client, broken)));
      });
    },
    close: async () => {
      channels.close();
      for (const call of flying) call.cut();
    },
  };
}

interface CallOptions {
  readonly path: string;
  readonly body: Buffer;
  readonly metadata: Metadata;
  readonly deadlineMs: number;
  readonly clock: () => number;
  readonly ended: (sent: Sent) => void;
}

/** One call on its way. It ends once: what arrives afterwards is ignored. */
class UnaryCall {
  readonly #options: CallOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #latest: number;
  #call: ClientUnaryCall | undefined;
  #release: ((broken: boolean) => void) | undefined;
  #contentType: string | undefined;
  #sentAt: number;
  #ended = false;

  constructor(options: CallOptions) {
    this.#options = options;
    this.#sentAt = options.clock();
    this.#latest = Date.now() + options.deadlineMs;
    // A reply that arrived while this thread was busy is read before the deadline is judged.
    this.#timer = setTimeout(() => setImmediate(() => this.#expire()), options.deadlineMs);
  }

  /** Connects, if that has yet to be done, and then sends. */
  on(client: Client, release: (broken: boolean) => void): void {
    if (this.#ended) {
      release(false);
      return;
    }
    this.#release = release;
    const channel = client.getChannel();
    const whenSettled = (): void => {
      if (this.#ended) return;
      const state = channel.getConnectivityState(true);
      const settled = state !== connectivityState.IDLE && state !== connectivityState.CONNECTING;
      // Of a connection that failed, the call fails at once, and says why.
      if (settled) this.#send(client);
      else channel.watchConnectivityState(state, this.#latest, (error) => error ?? whenSettled());
    };
    whenSettled();
  }

  cut(): void {
    this.#end({ kind: 'lost', reason: 'connection', message: 'the connection was closed' });
  }

  #send(client: Client): void {
    const { path, body, metadata, clock } = this.#options;
    this.#sentAt = clock();
    const call = client.makeUnaryRequest(path, identity, identity, body, metadata, {}, (error, message) => {
      const contentType = this.#contentType;
      if (error) this.#end(failedOutcome(error, { contentType }));
      else {
        // A copy: the message may be a view on what was received together.
        const reply = Uint8Array.from(message ?? []);
        this.#end({ kind: 'reply', status: 200, contentType: contentType ?? grpcContentType, body: reply });
      }
    });
    call.on('metadata', (received: Metadata) => {
      this.#contentType = String(received.get('content-type')[0] ?? '');
    });
    this.#call = call;
  }

  #expire(): void {
    const { deadlineMs } = this.#options;
    const waitingFor =
      this.#contentType !== undefined
        ? 'the reply was not whole'
        : this.#call
          ? 'no reply'
          : this.#release
            ? 'no connection'
            : 'no connection was free';
    this.#end({ kind: 'lost', reason: 'deadline', message: `${waitingFor} within ${deadlineMs} ms` });
  }

  #end(outcome: Outcome): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    const endedAt = this.#options.clock();
    const isLost = outcome.kind === 'lost';
    if (isLost) this.#call?.cancel();
    this.#release?.(isLost);
    this.#options.ended({ outcome, sentAt: this.#sentAt, endedAt });
  }
}

function identity(message: Buffer): Buffer {
  return message;
}

function addressOf(url: URL): { target: string; security: ChannelCredentials; prefix: string } {
  const secure = url.protocol === 'https:';
  return {
    target: `dns:${url.hostname}:${url.port || (secure ? 443 : 80)}`,
    security: secure ? credentials.createSsl() : credentials.createInsecure(),
    prefix: url.pathname.replace(/\/$/, ''),
  };
}

/** @throws {ProtocolError} REQUEST_CANNOT_BE_SENT; it names the header, never its value */
function metadataOf(headers: EncodedRequest['headers']): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) {
    if (ownHeaders.includes(name)) continue;
    try {
      metadata.set(name, name.endsWith('-bin') ? Buffer.from(value, 'base64') : value);
    } catch {
      throw new ProtocolError('REQUEST_CANNOT_BE_SENT', {
        problem: `the header ${name} cannot be sent by gRPC`,
        remedy:
          'its name must be in lower case, and its value of printable ASCII, or base64 where the name ends in -bin',
      });
    }
  }
  return metadata;
}
