import type { Contract, ReplyPlaces } from '../contract/contract.ts';
import type { ObservationBlock } from '../contract/observation-block.ts';
import type { Environment } from '../contract/secrets.ts';
import type { EndpointFile, RequestForm, Route } from '../contract/stack-file.ts';
import type { Outcome } from '../history/exchange.ts';
import { malformedBodies } from './json-malformed.ts';
import { malformedBatches } from './json-malformed-batch.ts';
import type { Mistake } from './json-mistake.ts';
import { placesOf } from './json-places.ts';
import { compileReply, type ReadReply } from './json-reply.ts';
import { ReplyMismatch } from './json-shape.ts';
import { compileTemplate, type EncodeBlock } from './json-template.ts';
import { layoutOf } from './observation-layout.ts';
import type { AskedForm, EncodedRequest, MalformedRequest, Protocol, Reply } from './protocol.ts';
import { excerpt, excerptOfBytes } from './reply-text.ts';
import { resolveHeaders } from './secret-headers.ts';
import { readStrictJson } from './strict-json.ts';

export interface JsonProtocolOptions {
  readonly contract: Pick<Contract, 'features' | 'actions' | 'reply'> & {
    readonly policy: Pick<Contract['policy'], 'inputs' | 'mask'>;
  };
  readonly endpoint: Pick<EndpointFile, 'protocol' | 'routes'>;
  /** Where the values of secret headers come from. */
  readonly environment: Environment;
}

/**
 * Plain JSON over HTTP, in whatever dialect the stack file declares.
 *
 * One row goes by the `predict` form, several by `batch`, on the route of that name, or else on that of `predict`.
 *
 * @throws {ProtocolError} of the template, the shapes or the secrets
 */
export function jsonProtocol({ contract, endpoint, environment }: JsonProtocolOptions): Protocol {
  const { routes } = endpoint;
  const { json } = endpoint.protocol;
  const layout = layoutOf(contract);
  const width = layout.features.length;
  const compile = (form: RequestForm, kind: 'predict' | 'batch', route: Route): CompiledForm => ({
    form,
    envelope: {
      method: route.method,
      path: route.path,
      headers: {
        'content-type': 'application/json',
        'accept-encoding': 'identity',
        ...resolveHeaders(form.headers, environment),
      },
    },
    encode: compileTemplate(form.body, layout, kind),
    ...readers(placesOf(contract.reply, form.reply), {
      each: form.each,
      batch: kind === 'batch',
      actions: contract.actions,
    }),
  });
  const predict = compile(json.predict, 'predict', routes.predict);
  const batch = json.batch && compile(json.batch, 'batch', routes.batch ?? routes.predict);
  const maximumRows = json.batch?.maximum ?? 1;
  const formFor = (rows: number, form?: AskedForm): CompiledForm => {
    if (form === 'predict' || (form === undefined && rows <= 1)) return predict;
    if (batch) return batch;
    throw new RangeError(`${rows} rows, but the stack file declares no batch form`);
  };

  return {
    name: 'json',
    maximumRows,
    encode(block: ObservationBlock): EncodedRequest {
      if (block.width !== width) {
        throw new RangeError(`rows of ${block.width} values for ${width} features`);
      }
      if (block.rows < 1 || block.rows > maximumRows) {
        throw new RangeError(`${block.rows} rows in one request: from 1 to ${maximumRows} can be sent`);
      }
      const { envelope, encode } = formFor(block.rows);
      return { ...envelope, body: encode(block) };
    },
    // The reply to a malformed request, which has no rows, is read as that to one row.
    decode: (outcome, rows, form) => decode(outcome, Math.max(rows, 1), formFor(rows, form)),
    malformed(row: Float32Array): MalformedRequest[] {
      const one = malformedBodies(predict.form.body, layout, row).map((mistake) => sendable(mistake, predict));
      if (!batch) return one;
      const rows = Math.min(3, maximumRows);
      const many = malformedBatches(batch.form.body, layout, row, rows).map((mistake) => sendable(mistake, batch));
      return [...one, ...many];
    },
  };
}

type Readers = Pick<CompiledForm, 'read' | 'readAction'>;

interface CompiledForm {
  readonly form: RequestForm;
  readonly envelope: Omit<EncodedRequest, 'body'>;
  readonly encode: EncodeBlock;
  readonly read: ReadReply;
  /** The action alone, wherever it stands. */
  readonly readAction: ReadReply;
}

function readers(places: ReplyPlaces, how: Omit<Parameters<typeof compileReply>[0], 'places'>): Readers {
  const { action, scores } = places;
  const decision: ReplyPlaces = action ? { action } : { scores };
  return { read: compileReply({ places, ...how }), readAction: compileReply({ places: decision, ...how }) };
}

function sendable({ kind, note, feature, body, contentType }: Mistake, { envelope }: CompiledForm): MalformedRequest {
  const headers = contentType ? { ...envelope.headers, 'content-type': contentType } : envelope.headers;
  return { kind, note, feature, request: { ...envelope, headers, body } };
}

function decode(outcome: Outcome, rows: number, { read, readAction }: Readers): Reply {
  if (outcome.kind === 'lost') return { kind: 'lost', problem: `${outcome.reason}: ${excerpt(outcome.message)}` };

  const { status, body } = outcome;
  if (status >= 300 && status < 400) {
    return {
      kind: 'failed',
      status,
      text: excerpt(`${redirection(outcome)}: redirects are not followed. ${excerptOfBytes(body)}`),
    };
  }
  if (status < 200 || status >= 300) {
    const kind = status >= 400 && status < 500 ? 'refused' : 'failed';
    return { kind, status, text: excerptOfBytes(body), ...actionIn(body, rows, readAction) };
  }

  const unreadable = (problem: string): Reply => ({
    kind: 'unreadable',
    status,
    problem: excerpt(problem),
    text: excerptOfBytes(body),
  });
  const encoding = contentEncoding(outcome);
  if (encoding !== 'identity') return unreadable(`content-encoding ${encoding}: not decompressed`);

  const json = readStrictJson(body);
  if (json.kind === 'refused') return unreadable(json.problem);
  try {
    return { kind: 'answered', rows: read(json.value, rows) };
  } catch (error) {
    if (error instanceof ReplyMismatch) return unreadable(error.message);
    throw error;
  }
}

/** The action that the body of an error states all the same: who does not look at the status acts on it. */
function actionIn(body: Uint8Array, rows: number, read: ReadReply): { action?: number } {
  const json = readStrictJson(body);
  if (json.kind === 'refused') return {};
  try {
    const action = read(json.value, rows)[0]?.action;
    return action === undefined ? {} : { action };
  } catch (error) {
    if (error instanceof ReplyMismatch) return {};
    throw error;
  }
}

type Received = Extract<Outcome, { kind: 'reply' }>;

function redirection({ location }: Received): string {
  return location === undefined ? 'a redirect' : `a redirect to ${excerpt(location, 120)}`;
}

/** Stated, or else seen: every gzip member begins with these two bytes, and no JSON does. */
function contentEncoding({ contentEncoding, body }: Received): string {
  const stated = contentEncoding?.trim().toLowerCase();
  if (stated) return stated;
  return body[0] === 0x1f && body[1] === 0x8b ? 'gzip' : 'identity';
}
