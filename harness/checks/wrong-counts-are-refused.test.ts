import { expect, test } from 'vitest';
import type { Reply } from '../protocols/protocol.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, busy, failed, lost, preferring, refused, unreadable } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';
import { wrongCountsAreRefused } from './wrong-counts-are-refused.ts';

const sent = (reply: Reply, note = 'count: 3 values instead of 4') =>
  new ToldRun()
    .call({ phase: 'malformed', expected: [], note, reply })
    .call({ phase: 'malformed', expected: [preferring(0)], note: `a good row, after: ${note}`, reply: answer(0) });

test.each([refused(), failed(500)])('no action for a wrong count proves it: $kind', (reply) => {
  expectProven(sent(reply).by(wrongCountsAreRefused), { examined: 1 });
});

test('an action for a wrong count refutes it', () => {
  const [finding] = expectRefuted(sent(answer(1)).by(wrongCountsAreRefused), /wrong number of features gets an action/);
  expect(finding).toMatchObject({ expected: 'no answer (count: 3 values instead of 4)', exchange: 1 });
});

test('a success that cannot be read refutes it: who knows what it says', () => {
  expectRefuted(sent(unreadable).by(wrongCountsAreRefused), /wrong number of features/);
});

test('other mistakes are for others to judge', () => {
  expectUnproven(sent(answer(1), 'value: feature 3 is NaN').by(wrongCountsAreRefused), undefined);
});

test.each([lost(), busy, refused(429)])('what says nothing leaves it unproven: $kind', (reply) => {
  const run = sent(refused()).call({ phase: 'malformed', expected: [], note: 'count: 5 instead of 4', reply });
  expectUnproven(run.by(wrongCountsAreRefused), /^1 calls got no answer/);
});
