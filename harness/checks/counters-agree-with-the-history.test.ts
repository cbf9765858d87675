import { expect, test } from 'vitest';
import { countersAgreeWithTheHistory } from './counters-agree-with-the-history.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, preferring, refused } from './testing/replies.ts';
import { endpoint } from './testing/small-contract.ts';
import { ToldRun } from './testing/told-run.ts';

interface Told {
  readonly from?: number | null;
  readonly to?: number | null;
  readonly fallbacks?: number;
  readonly given?: object;
}

const told = ({ from = 10, to = 12, fallbacks = 0, given = {} }: Told = {}) =>
  new ToldRun(given)
    .calls(2, () => ({ expected: [preferring(0)], reply: answer(0) }))
    .fact({ kind: 'counters', moment: 'before', inferences: from, fallbacks: 0, problem: null })
    .fact({ kind: 'counters', moment: 'after', inferences: to, fallbacks, problem: null });

test('as many decisions in the metrics as were answered prove it', () => {
  expectProven(told().by(countersAgreeWithTheHistory), { examined: 1 });
});

test('decisions that the metrics call fallbacks are decisions, too', () => {
  expectProven(told({ to: 11, fallbacks: 1 }).by(countersAgreeWithTheHistory));
});

test('a series that appears with its first increment counts from nothing', () => {
  expectProven(told({ from: null, to: 2 }).by(countersAgreeWithTheHistory));
});

test('requests that are counted although they were refused are allowed for where the stack file says so', () => {
  const given = { endpoint: { counters: { ...endpoint.counters!, refused: 'counted' as const } } };
  const run = told({ to: 13, given }).call({ expected: [preferring(0)], reply: refused() });
  expectProven(run.by(countersAgreeWithTheHistory));
});

test.each([11, 13])('a counter that grew to %i refutes it', (to) => {
  const [finding] = expectRefuted(told({ to }).by(countersAgreeWithTheHistory), /another number of decisions/);
  expect(finding).toMatchObject({ expected: '2 decisions, as answered', seen: `${to - 10}, as counted` });
});

test('a counter that was reset, or is not there, leaves it unproven', () => {
  expectUnproven(told({ from: 10, to: 2 }).by(countersAgreeWithTheHistory), /reset/);
  expectUnproven(told({ to: null }).by(countersAgreeWithTheHistory), /there is no counter/);
  expectUnproven(told({ given: { endpoint: { counters: undefined } } }).by(countersAgreeWithTheHistory), /no counters/);
});
