import type { Redactor } from '../contract/redactor.ts';
import type { Outcome } from '../history/exchange.ts';
import type { Message } from '../history/message.ts';
import { redactedOutcome } from '../protocols/redacted-outcome.ts';

/** A message without the secrets of any part of the stack. */
export function redactedMessage(message: Message, redactor: Redactor): Message {
  const outcome = (given: Outcome) => redactedOutcome(given, redactor);
  return {
    ...message,
    path: redactor.redact(message.path),
    requestId: message.requestId === null ? null : redactor.redact(message.requestId),
    request: redactor.redactBytes(message.request),
    outcome: outcome(message.outcome),
    replaced: message.replaced && outcome(message.replaced),
    rule: message.rule && {
      ...message.rule,
      hindrance: message.rule.hindrance && redactor.redact(message.rule.hindrance),
    },
  };
}
