import type { Redactor } from '../contract/redactor.ts';
import type { Outcome } from '../history/exchange.ts';

/** An outcome without the secrets that a redactor knows. */
export function redactedOutcome(outcome: Outcome, { redact, redactBytes }: Redactor): Outcome {
  if (outcome.kind === 'lost') return { ...outcome, message: redact(outcome.message) };
  const { contentType, contentEncoding, location, body } = outcome;
  return {
    ...outcome,
    contentType: redact(contentType),
    ...(contentEncoding === undefined ? {} : { contentEncoding: redact(contentEncoding) }),
    ...(location === undefined ? {} : { location: redact(location) }),
    body: redactBytes(body),
  };
}
