import { expect, test } from 'vitest';
import { noTroubleInTheLogs } from './no-trouble-in-the-logs.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { ToldRun } from './testing/told-run.ts';

const logging = (...lines: readonly string[]) => {
  const run = new ToldRun();
  for (const line of lines) run.log(line);
  return run;
};

test('lines without trouble prove it', () => {
  const run = logging('model loaded', 'decision used=true', 'heuristic_fallbacks_total 0');
  expectProven(run.by(noTroubleInTheLogs), { examined: 3 });
});

test('another processor is no fallback: healthy servers say so', () => {
  const line = 'CUDA is not available, falling back to CPUExecutionProvider';
  expectProven(logging('started', line).by(noTroubleInTheLogs));
});

test.each([
  "ModuleNotFoundError: No module named 'ray'",
  'ImportError: cannot import name',
  'FileNotFoundError: policy.onnx',
  '_pickle.UnpicklingError: invalid load key',
  'WARNING fell back to threshold',
  'Falling back to the last action',
  'using fallback',
  'Using the heuristic for BTC',
  'ERROR Failed to load trained model from /models',
  'could not load checkpoint',
])('"%s" refutes it', (line) => {
  const [finding] = expectRefuted(logging('started', line).by(noTroubleInTheLogs), /tells of trouble/);
  expect(finding!.seen).toContain(line);
});

test('a pattern of the stack file refutes it, too', () => {
  expectRefuted(logging('worker 3: out of memory').by(noTroubleInTheLogs), /tells of trouble: out of memory/);
});

test('what the endpoint without a model wrote is not held against the one with it', () => {
  expectProven(logging('ready').log('FileNotFoundError: policy.onnx', 'cold').by(noTroubleInTheLogs), { examined: 1 });
});

test('an endpoint that wrote nothing leaves it unproven', () => {
  expectUnproven(new ToldRun().by(noTroubleInTheLogs), /logged nothing/);
});
