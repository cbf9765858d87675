import type { EndpointFile, OpenInferenceFile, Route } from '../contract/stack-file.ts';
import { messageType } from './open-inference-messages.ts';

type Message = Readonly<Record<string, unknown>>;

/** Requests that ask for no inference: what each says of the model, and the name of its reply's message. */
const inquiries: Readonly<Record<string, (file: Asked) => readonly [type: string | undefined, message: Message]>> = {
  ServerLive: () => [undefined, {}],
  ServerReady: () => [undefined, {}],
  ModelReady: ({ model, version }) => ['ModelReadyRequest', { name: model, version }],
  ModelMetadata: ({ model, version }) => ['ModelMetadataRequest', { name: model, version }],
  ModelStatistics: ({ model, version }) => ['ModelStatisticsRequest', { name: model, version }],
  RepositoryModelLoad: ({ model }) => ['RepositoryModelLoadRequest', { model_name: model }],
};

type Asked = Pick<OpenInferenceFile, 'model' | 'version'>;

/** What the stack file says of an endpoint that speaks gRPC; undefined of any other, and for a route on another port. */
export function spokenByGrpc(
  protocol: EndpointFile['protocol'] | undefined,
  { port }: Pick<Route, 'port'> = {},
): OpenInferenceFile | undefined {
  if (port !== undefined || protocol === undefined || !('openInference' in protocol)) return undefined;
  return protocol.openInference.transport === 'grpc' ? protocol.openInference : undefined;
}

/** The body of a request to a route that is no inference: it names the model. Empty where the method is not known. */
export function inquiryBody(path: string, file: Asked): Uint8Array {
  const [type, message] = inquiries[methodOf(path)]?.(file) ?? [];
  return type === undefined
    ? new Uint8Array()
    : messageType(type)
        .encode(message ?? {})
        .finish();
}

/**
 * The reply to an inquiry as JSON: its fields by their names, also those that have their default; as it is where the method
 * is not known, or the message is none of its kind.
 */
export function inquiryReply(path: string, body: Uint8Array): Uint8Array {
  const method = methodOf(path);
  if (!(method in inquiries) || method === 'RepositoryModelLoad') return body;
  const type = messageType(`${method}Response`);
  try {
    const message = type.toObject(type.decode(body), { defaults: true, longs: String });
    return new TextEncoder().encode(JSON.stringify(message));
  } catch {
    return body;
  }
}

/** Of `/package.Service/Method`. */
function methodOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
