import type { OpenInferenceFile } from '../contract/stack-file.ts';
import { openGrpc } from '../protocols/grpc-client.ts';
import { inquiryBody, inquiryReply } from '../protocols/grpc-inquiry.ts';
import type { Inquiry, ProbeAnswer } from './probe.ts';

/** Milliseconds: the longest that a timer takes. Its signal ends the inquiry. */
const noDeadline = 2 ** 31 - 1;

/** One inquiry by gRPC, on a connection of its own; a reply is given as JSON, so that it is read like any other. */
export async function grpcProbe(
  { origin, route, headers, redactor, signal }: Inquiry,
  file: OpenInferenceFile,
  largestBody: number,
): Promise<ProbeAnswer> {
  // An event that has passed is told to nobody.
  if (signal.aborted) return { kind: 'no-answer', message: 'it is no longer wanted' };
  const client = openGrpc(origin, {
    connections: 1,
    deadlineMs: noDeadline,
    maximumBytes: largestBody,
    headers,
    redactor,
  });
  const stop = () => void client.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const { path } = route;
    const { outcome } = await client.send({ ...route, headers: {}, body: inquiryBody(path, file) });
    if (outcome.kind === 'lost') return { kind: 'no-answer', message: outcome.message };
    const { status, body } = outcome;
    return { kind: 'answer', status, body: status === 200 ? inquiryReply(path, body) : body };
  } finally {
    signal.removeEventListener('abort', stop);
    await client.close();
  }
}
