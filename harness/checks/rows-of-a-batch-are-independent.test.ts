import { expect, test } from 'vitest';
import { rowsSentAgain } from '../history/phase.ts';
import { rowsOfABatchAreIndependent } from './rows-of-a-batch-are-independent.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { boxContract, sampledBox, valuesAnswer } from './testing/contracts-of-every-kind.ts';
import { answer, answered, failed, lost, preferring, row } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

/** Six rows by themselves; row `n` is answered with action `n % 3`. */
const singleRows = () =>
  new ToldRun().calls(6, (call) => ({ subject: call, expected: [preferring(call % 3)], reply: answer(call % 3) }));

const batch = (first: number, actions: readonly number[]) => ({
  phase: 'batch' as const,
  subject: first,
  expected: actions.map((_, index) => preferring((first + index) % 3)),
  reply: answered(...actions.map((action) => row(action))),
});

test('rows that get in a batch what they got by themselves prove it', () => {
  const run = singleRows()
    .call(batch(3, [0, 1, 2]))
    .call(batch(0, [0, 1, 2]));
  expectProven(run.by(rowsOfABatchAreIndependent), { examined: 6 });
});

test("a batch whose rows all get the first one's answer refutes it", () => {
  const result = singleRows()
    .call(batch(3, [0, 0, 0]))
    .by(rowsOfABatchAreIndependent);
  const findings = expectRefuted(result, /another answer in a batch than by itself/, { violations: 2 });
  expect(findings.map(({ exchange, row }) => [exchange, row])).toEqual([
    [7, 1],
    [7, 2],
  ]);
});

test('a row whose answer depends on the request before it refutes it, though no batch is sent', () => {
  const run = singleRows()
    .call(batch(5, [2]))
    .call(batch(4, [2]));
  expectRefuted(run.by(rowsOfABatchAreIndependent), /another answer in a batch/);
});

test('a batch that got no answer leaves it unproven', () => {
  for (const reply of [lost(), failed()]) {
    const run = singleRows()
      .call(batch(3, [0, 1, 2]))
      .call({ ...batch(0, [0, 1, 2]), reply });
    expectUnproven(run.by(rowsOfABatchAreIndependent), /^1 calls got no answer/);
  }
});

test('rows beyond those that are sent by themselves are not compared', () => {
  const run = singleRows().call(batch(3, [0, 1, 2, 0, 0]));
  expectProven(run.by(rowsOfABatchAreIndependent), { examined: 3 });
});

test('nominal rows that no batch repeats are not missed', () => {
  const run = singleRows().call(batch(0, [0, 1]));
  run.call({ subject: rowsSentAgain.batch, expected: [preferring(0)], reply: lost() });
  expectProven(run.by(rowsOfABatchAreIndependent), { examined: 2 });
});

test('draws alone leave it unproven, and refute nothing', () => {
  const reply = (value: number) => valuesAnswer(sampledBox, [value]);
  const run = new ToldRun({ contract: sampledBox })
    .call({ subject: 0, expected: [[0, 0, 0]], reply: reply(0.3) })
    .call({ phase: 'batch', subject: 0, expected: [[0, 0, 0]], reply: reply(-0.8) });
  expectUnproven(run.by(rowsOfABatchAreIndependent), /^1 answers state an action that was drawn/);
});

test('continuous actions are compared by their values', () => {
  const served = (...values: readonly number[]) =>
    new ToldRun({ contract: boxContract })
      .call({ subject: 0, expected: [[0.3]], reply: valuesAnswer(boxContract, [values[0]!]) })
      .call({ phase: 'batch', subject: 0, expected: [[0.3]], reply: valuesAnswer(boxContract, [values[1]!]) })
      .by(rowsOfABatchAreIndependent);
  expectProven(served(0.3, 0.3), { examined: 1 });
  expectRefuted(served(0.3, 0.31), /in a batch than by itself/);
});
