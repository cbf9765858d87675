import { describe, expect, test } from 'vitest';
import type { Reply } from '../protocols/protocol.ts';
import { malformedRequestsAreRefused } from './malformed-requests-are-refused.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, busy, failed, lost, preferring, refused, unreadable } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

const note = 'value: feature 3 (age) is NaN';
const sent = (reply: Reply) =>
  new ToldRun()
    .call({ phase: 'malformed', expected: [], subject: 3, note, reply })
    .call({ phase: 'malformed', expected: [preferring(0)], note: `a good row, after: ${note}`, reply: answer(0) });

test.each([400, 404, 422])('a client error (%i) proves it; the good row after it is not counted', (status) => {
  expectProven(sent(refused(status)).by(malformedRequestsAreRefused), { examined: 1 });
});

describe('it is refuted by', () => {
  test('an action, and the finding says what was wrong', () => {
    const [finding] = expectRefuted(
      sent(answer(1)).by(malformedRequestsAreRefused),
      /^a malformed request gets an action/,
    );
    expect(finding).toMatchObject({ about: `a malformed request gets an action: ${note}`, exchange: 1 });
  });

  test('a client error whose body gives an action all the same', () => {
    const reply: Reply = { kind: 'refused', status: 422, text: 'no', action: 1 };
    expectRefuted(sent(reply).by(malformedRequestsAreRefused), /^a malformed request gets an action/);
  });

  test.each<[string, Reply]>([
    ['a server error', failed(500)],
    ['a success that cannot be read', unreadable],
    ['a connection that is closed: it is no client error', lost('connection')],
    ['silence', lost('deadline')],
  ])('%s', (_, reply) => {
    expectRefuted(sent(reply).by(malformedRequestsAreRefused), /is not refused with a client error/);
  });
});

test.each([busy, refused(429)])('an endpoint that is busy has refused nothing: unproven ($status)', (reply) => {
  const run = sent(refused()).call({ phase: 'malformed', expected: [], note, reply });
  expectUnproven(run.by(malformedRequestsAreRefused), /^1 calls got no answer/);
});

test('different mistakes are different findings', () => {
  const run = new ToldRun();
  for (let feature = 0; feature < 4; feature += 1) {
    run.call({ phase: 'malformed', expected: [], note: `value: feature ${feature} is null`, reply: answer(0) });
  }
  expect(run.by(malformedRequestsAreRefused).findings).toHaveLength(4);
});
