import { expect, test } from 'vitest';
import { orderAndScaleAreTrainings } from './order-and-scale-are-trainings.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, lost, preferring } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

const influence = (feature: number, flips: number, largestChange = 0) =>
  ({ kind: 'influence', feature, pairs: 3, flips, largestChange }) as const;
const call = (expected: number, served: number) =>
  ({ phase: 'influence', subject: 0, expected: [preferring(expected)], reply: answer(served) }) as const;

test('rows that differ in one feature are each answered as the model answers them', () => {
  const run = new ToldRun().fact(influence(0, 2), influence(1, 0)).call(call(0, 0)).call(call(1, 1));
  const result = run.by(orderAndScaleAreTrainings);
  expectProven(result, { examined: 2 });
  expect(result.notes[0]).toMatch(/^1 of 2 features move the answer; not /);
});

test('an answer that another order or scale would give refutes it', () => {
  const run = new ToldRun().fact(influence(0, 2)).call(call(0, 0)).call(call(1, 2));
  expectRefuted(run.by(orderAndScaleAreTrainings), /served action is not the model's/);
});

test('where no feature moves the answer, nothing is proven', () => {
  const run = new ToldRun().fact(influence(0, 0), influence(1, 0)).call(call(0, 0));
  expectUnproven(run.by(orderAndScaleAreTrainings), /no feature moves/);
});

test('calls without an answer prove nothing', () => {
  const run = new ToldRun().fact(influence(0, 1)).call({ ...call(0, 0), reply: lost() });
  expectUnproven(run.by(orderAndScaleAreTrainings), /no answer/);
});
