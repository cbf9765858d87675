import type { Redactor } from '../contract/redactor.ts';
import type { Outcome } from '../history/exchange.ts';
import type { Message } from '../history/message.ts';
import { redactedOutcome } from '../protocols/redacted-outcome.ts';

/** A message without the secrets of any part of the stack. */
export function redactedMessage(message: Message, redactors: readonly Redactor[]): Message {
  const bytes = (given: Uint8Array) => redactors.reduce((rest, redactor) => redactor.redactBytes(rest), given);
  const text = (given: string) => redactors.reduce((rest, redactor) => redactor.redact(rest), given);
  const outcome = (given: Outcome) => redactors.reduce(redactedOutcome, given);
  return {
    ...message,
    path: text(message.path),
    requestId: message.requestId === null ? null : text(message.requestId),
    request: bytes(message.request),
    outcome: outcome(message.outcome),
    replaced: message.replaced && outcome(message.replaced),
    rule: message.rule && { ...message.rule, hindrance: message.rule.hindrance && text(message.rule.hindrance) },
  };
}
