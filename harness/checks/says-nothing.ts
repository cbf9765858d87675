import type { EndpointFile } from '../contract/stack-file.ts';
import type { Reply } from '../protocols/protocol.ts';
import type { JudgedExchange } from './check.ts';

/**
 * Whether a call is indeterminate: it says nothing about the model, for or against.
 *
 * A deadline or a reset does not, and neither does an endpoint that was busy however often it was asked. A reply that is
 * beyond the limits, or no HTTP, does say something.
 */
export function saysNothing(
  { exchange: { outcome }, reply }: JudgedExchange,
  { busy }: Pick<EndpointFile, 'busy'>,
): boolean {
  if (outcome.kind === 'lost') return outcome.reason === 'deadline' || outcome.reason === 'connection';
  return isBusy(reply, { busy });
}

/** Whether whoever asked is told to ask again later. */
export function isBusy(reply: Reply, { busy }: Pick<EndpointFile, 'busy'>): boolean {
  return (reply.kind === 'refused' || reply.kind === 'failed') && busy.includes(reply.status);
}
