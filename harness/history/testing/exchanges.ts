import fc from 'fast-check';
import type { Exchange, LogLine, Outcome } from '../exchange.ts';
import { type Phase, phases } from '../phase.ts';

/** An exchange of one row, answered; what matters to a test is given. */
export function exchange(id: number, given: Partial<Exchange> = {}): Exchange {
  return {
    id,
    phase: 'nominal',
    subject: id - 1,
    note: '',
    rows: 1,
    observation: new Float32Array(2),
    expected: new Float32Array(3),
    request: null,
    scheduledAt: id,
    sentAt: id,
    endedAt: id + 1,
    retries: 0,
    outcome: { kind: 'reply', status: 200, contentType: 'application/json', body: new Uint8Array([123, 125]) },
    ...given,
  };
}

export function logLine(text: string): LogLine {
  return { source: 'endpoint', stream: 'stdout', at: 1, text };
}

/** Any text that UTF-8 can hold: with NUL, line ends, and characters beyond 16 bits. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', '\0', 'before\0after', '😀\r\n', '{"a":1}', "it's"),
);

/** Bytes that begin anywhere within their buffer. */
const anyBytes = fc
  .tuple(fc.uint8Array({ maxLength: 24 }), fc.nat({ max: 7 }))
  .map(([bytes, offset]) => bytes.subarray(Math.min(offset, bytes.length)));

/** Any float32, NaN and both zeros and infinities among them, as a view within a larger buffer. */
const anyTensor = fc
  .tuple(fc.float32Array({ maxLength: 12 }), fc.nat({ max: 3 }))
  .map(([values, offset]) => values.subarray(Math.min(offset, values.length)));

const moment = fc.double({ min: 0, max: 1e7, noNaN: true });

const anyOutcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('reply' as const),
      status: fc.integer({ min: 100, max: 999 }),
      contentType: anyText,
      body: anyBytes,
      contentEncoding: anyText,
      location: anyText,
    },
    { requiredKeys: ['kind', 'status', 'contentType', 'body'] },
  ),
  fc.record({
    kind: fc.constant('lost' as const),
    reason: fc.constantFrom('deadline', 'connection', 'too-large', 'protocol'),
    message: anyText,
  }),
);

/** Any exchange but its id. */
export const anyExchange: fc.Arbitrary<Omit<Exchange, 'id'>> = fc.record({
  phase: fc.constantFrom(...(Object.keys(phases) as Phase[])),
  subject: fc.integer({ min: -1 }),
  note: anyText,
  rows: fc.nat({ max: 1024 }),
  observation: anyTensor,
  expected: anyTensor,
  request: fc.option(anyBytes),
  scheduledAt: moment,
  sentAt: moment,
  endedAt: moment,
  retries: fc.nat({ max: 8 }),
  outcome: anyOutcome,
});
