import { expect, test } from 'vitest';
import { Tally } from './tally.ts';

const finding = { expected: 'one', seen: 'other' };

test('every violation is counted, and the first three of each kind are kept', () => {
  const tally = new Tally('USED-2');
  for (let call = 1; call <= 1_000; call += 1) tally.violation({ about: 'one kind', ...finding, exchange: call });
  tally.violation({ about: 'another kind', ...finding });
  const { violations, findings } = tally.conclude();
  expect(violations).toBe(1_001);
  expect(findings.map(({ clause, about, exchange }) => [clause, about, exchange])).toEqual([
    ['USED-2', 'one kind', 1],
    ['USED-2', 'one kind', 2],
    ['USED-2', 'one kind', 3],
    ['USED-2', 'another kind', undefined],
  ]);
});

test('however many kinds there are, no more than 24 findings are kept', () => {
  const tally = new Tally('USED-2');
  for (let kind = 1; kind <= 100; kind += 1) tally.violation({ about: `kind ${kind}`, ...finding });
  expect(tally.conclude()).toMatchObject({ violations: 100, findings: { length: 24 } });
});

test('calls without an answer leave it unproven, unless there is a better reason', () => {
  const tally = new Tally('USED-2');
  expect(tally.conclude()).not.toHaveProperty('unproven');
  tally.unanswered = 3;
  expect(tally.conclude().unproven).toBe('3 calls got no answer that could be judged');
  expect(tally.conclude({ notes: ['a note'] }).unproven).toMatch(/^3 calls/);
  expect(tally.conclude({ unproven: 'no counters' }).unproven).toBe('no counters');
});
