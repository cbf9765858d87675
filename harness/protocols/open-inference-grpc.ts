import type { Environment } from '../contract/secrets.ts';
import type { EndpointFile, OpenInferenceFile } from '../contract/stack-file.ts';
import type { Outcome } from '../history/exchange.ts';
import { inquiryReply } from './grpc-inquiry.ts';
import { grpcMistakes } from './grpc-mistakes.ts';
import { outputsInMessage } from './grpc-reply.ts';
import { requestWriter, tensorsOf } from './grpc-request.ts';
import { ReplyMismatch } from './json-shape.ts';
import { metadataReader } from './metadata-reader.ts';
import { namedReply, type OutputsByName } from './named-outputs.ts';
import { servedLayout } from './observation-layout.ts';
import { statedTensors } from './open-inference-metadata.ts';
import { datatypes } from './open-inference-tensor.ts';
import type { Protocol, Reply } from './protocol.ts';
import { excerpt, excerptOfBytes } from './reply-text.ts';
import { resolveHeaders } from './secret-headers.ts';
import type { SpokenContract } from './spoken-contract.ts';

const mostWrongRows = 3;

/**
 * The Open Inference protocol (V2) by gRPC: tensors by name, with shape, type and contents.
 *
 * @throws {ProtocolError} of the shapes or the secrets
 */
export function openInferenceGrpc(
  file: OpenInferenceFile,
  contract: SpokenContract,
  {
    endpoint,
    environment,
  }: { readonly endpoint: Pick<EndpointFile, 'protocol' | 'routes'>; readonly environment: Environment },
): Protocol {
  const { contents, maximum } = file;
  const { predict, metadata } = endpoint.routes;
  const layout = servedLayout(contract, file);
  const width = contract.features.length;
  const write = requestWriter(file);
  const { read } = namedReply(contract, file, (outputs) => outputs as OutputsByName);
  const envelope = { ...predict, headers: resolveHeaders(file.headers, environment) };
  const compared = metadataReader({ read: statedTensors, types: datatypes }, contract, endpoint.protocol);

  return {
    name: 'openInference, grpc',
    maximumRows: maximum,
    encode(block) {
      if (block.width !== width) throw new RangeError(`rows of ${block.width} values for ${width} features`);
      if (block.rows < 1 || block.rows > maximum) {
        throw new RangeError(`${block.rows} rows in one request: from 1 to ${maximum} can be sent`);
      }
      return { ...envelope, body: write(tensorsOf(block, layout.inputs), contents) };
    },
    // The reply to a malformed request, which has no rows, is read as that to one row.
    decode: (outcome, rows) => decode(outcome, (body) => read(outputsInMessage(body), Math.max(rows, 1))),
    malformed: (row) =>
      grpcMistakes({ layout, contents, write }, row, Math.min(mostWrongRows, maximum)).map(
        ({ kind, note, feature, body }) => ({ kind, note, feature, request: { ...envelope, body } }),
      ),
    ...(metadata && { metadata: (body) => compared(inquiryReply(metadata.path, body)) }),
  };
}

type ReadRows = (body: Uint8Array) => Extract<Reply, { kind: 'answered' }>['rows'];

function decode(outcome: Outcome, read: ReadRows): Reply {
  if (outcome.kind === 'lost') return { kind: 'lost', problem: `${outcome.reason}: ${excerpt(outcome.message)}` };
  const { status, contentType, body } = outcome;
  if (status !== 200) {
    return { kind: status >= 400 && status < 500 ? 'refused' : 'failed', status, text: excerptOfBytes(body) };
  }
  const unreadable = (problem: string): Reply => ({
    kind: 'unreadable',
    status,
    problem: excerpt(problem),
    text: excerptOfBytes(body),
  });
  if (!/^application\/grpc(\+proto)?\s*(;|$)/i.test(contentType)) {
    return unreadable(`the content type is ${contentType || 'not stated'}, not application/grpc`);
  }
  try {
    return { kind: 'answered', rows: read(body) };
  } catch (error) {
    if (error instanceof ReplyMismatch) return unreadable(error.message);
    throw error;
  }
}
