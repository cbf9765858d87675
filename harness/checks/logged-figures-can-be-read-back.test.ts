import { expect, test } from 'vitest';
import { loggedFiguresCanBeReadBack } from './logged-figures-can-be-read-back.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { ToldRun } from './testing/told-run.ts';
import { trackedRun } from './testing/tracked-run.ts';

const told = (facts: Parameters<typeof trackedRun>[1]) =>
  new ToldRun().fact(trackedRun('ab', facts)).by(loggedFiguresCanBeReadBack);

test('every figure as it was logged proves it', () => {
  expectProven(told({}), {
    examined: 5,
    notes: ["2 metrics and 2 parameters read back, 1 figures compared with the training's record"],
  });
});

test('a value that is no number refutes it, whatever came after', () => {
  const metrics = [{ name: 'train.loss', points: 4, last: 0.25, notFinite: [{ step: 2, value: 'NaN' }] }];
  const [finding] = expectRefuted(told({ metrics, logged: [] }), /train\.loss has a value that is no finite number$/);
  expect(finding?.seen).toBe('NaN at step 2');
});

test.each([
  ['missing', [{ name: 'evaluation.lost', value: 1 }], /evaluation\.lost is missing$/],
  ['another', [{ name: 'evaluation.reward', value: 0.75 }], /evaluation\.reward is another than the training logged$/],
])('a figure that is %s refutes it', (_, logged, about) => {
  expectRefuted(told({ logged }), about);
});

test('what could not be read, was not finished, or is not said to be logged is unproven', () => {
  expectUnproven(told({ problems: ['MLflow gives no answer for the metric a'] }), /gives no answer/);
  expectUnproven(told({ status: 'RUNNING' }), /is RUNNING$/);
  expectUnproven(told({ logged: null }), /tracking\.mlflow\.logged/);
  expectUnproven(new ToldRun().by(loggedFiguresCanBeReadBack), /nothing was read/);
});
