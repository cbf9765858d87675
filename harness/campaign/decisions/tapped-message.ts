import type { Outcome } from '../../history/exchange.ts';
import type { Message, RuleInForce } from '../../history/message.ts';
import type { TapRecord, TapReply, TapRequest } from '../../tap/tap-record.ts';
import { ruleName } from '../../tap/tap-rule.ts';

/** A call that passed the tap, as a history keeps it. */
export function tappedMessage(record: TapRecord): Message {
  const { request, reply, given, gone, arrivedAt, endedAt } = record;
  return {
    link: 'endpoint',
    startedAt: arrivedAt,
    endedAt,
    requestId: requestIdOf(request),
    method: request.method,
    path: request.path,
    request: request.body,
    outcome: given && !gone ? outcomeOf(given) : lost(gone?.reason ?? 'the tap gave no reply'),
    replaced: reply && reply !== given ? outcomeOf(reply) : null,
    rule: ruleIn(record),
  };
}

/** The `x-request-id` that it carries. */
export function requestIdOf({ headers }: Pick<TapRequest, 'headers'>): string | null {
  return headerOf(headers, 'x-request-id') ?? null;
}

function ruleIn({ rule, did }: TapRecord): RuleInForce | null {
  if (rule === '' || rule === ruleName({ kind: 'pass' })) return null;
  return { name: rule, hindrance: 'reason' in did ? did.reason : null };
}

function outcomeOf({ status, headers, body }: TapReply): Outcome {
  const contentEncoding = headerOf(headers, 'content-encoding');
  return {
    kind: 'reply',
    status,
    contentType: headerOf(headers, 'content-type') ?? '',
    body,
    ...(contentEncoding === undefined ? {} : { contentEncoding }),
  };
}

function lost(message: string): Outcome {
  return { kind: 'lost', reason: 'connection', message };
}

/** @param headers - names and values in turn, as they were sent */
function headerOf(headers: readonly string[], name: string): string | undefined {
  const index = headers.findIndex((sent, at) => at % 2 === 0 && sent.toLowerCase() === name);
  return index < 0 ? undefined : headers[index + 1];
}
