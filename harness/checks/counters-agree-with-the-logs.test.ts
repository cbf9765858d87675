import { expect, test } from 'vitest';
import { countersAgreeWithTheLogs } from './counters-agree-with-the-logs.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { endpoint } from './testing/small-contract.ts';
import { ToldRun } from './testing/told-run.ts';

const told = ({ from = 10, to = 12, given = {} }: { from?: number | null; to?: number | null; given?: object } = {}) =>
  new ToldRun(given)
    .fact({ kind: 'counters', moment: 'before', inferences: from, fallbacks: 0, problem: null })
    .fact({ kind: 'counters', moment: 'after', inferences: to, fallbacks: 0, problem: null })
    .log('ready')
    .log('decision action=BUY used=true')
    .log('decision action=SELL used=true');

test('as many decisions by the model in the log as in the counter prove it', () => {
  expectProven(told().by(countersAgreeWithTheLogs), { examined: 1 });
});

test('decisions that the model did not make are not counted as its own', () => {
  expectProven(told().log('decision action=HOLD used=false').by(countersAgreeWithTheLogs));
});

test.each([11, 13])('a counter that grew to %i refutes it', (to) => {
  const [finding] = expectRefuted(told({ to }).by(countersAgreeWithTheLogs), /counters and log disagree/);
  expect(finding).toMatchObject({ expected: '2, as logged', seen: `${to - 10}, as counted by inferences_total` });
});

test('a counter that was reset leaves it unproven', () => {
  expectUnproven(told({ from: 10, to: 2 }).by(countersAgreeWithTheLogs), /reset/);
});

test('counters that were not read leave it unproven', () => {
  expectUnproven(told({ to: null }).by(countersAgreeWithTheLogs), /not read/);
});

test('a stack file that names no counter of rows, or no pattern, leaves it unproven', () => {
  const without = [
    { counters: undefined },
    { counters: { ...endpoint.counters!, unit: 'requests' as const } },
    { logs: { ...endpoint.logs, decision: undefined } },
  ];
  for (const changed of without) {
    expectUnproven(told({ given: { endpoint: changed } }).by(countersAgreeWithTheLogs), /does not name both/);
  }
});
