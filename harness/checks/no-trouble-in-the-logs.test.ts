import { expect, test } from 'vitest';
import { cutLine } from '../history/cut-line.ts';
import { noTroubleInTheLogs } from './no-trouble-in-the-logs.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { endpoint } from './testing/small-contract.ts';
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

test('what the stack file says is harmless is passed over and told of; other lines of the kind are not', () => {
  const logs = { ...endpoint.logs, harmless: ['falling back to regular batching'] };
  const line = 'error in batch-size aware batching, falling back to regular batching method';
  const run = new ToldRun({ endpoint: { logs } }).log(line).log(line).log('started');
  expectProven(run.by(noTroubleInTheLogs), {
    examined: 3,
    notes: ['2 lines are harmless by the stack file: falling back to regular batching'],
  });
  expectRefuted(run.log('falling back to the last action').by(noTroubleInTheLogs), /tells of trouble/);
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

test('a line that is kept in part leaves it unproven, unless it shows trouble, or is harmless by the stack file', () => {
  const payload = cutLine('got 64 rows: [[0.5, 0.25', 40_000);
  expectUnproven(logging('started', payload).by(noTroubleInTheLogs), /^1 lines are too long to be kept/);
  expectRefuted(logging(cutLine('Traceback: ImportError', 40_000)).by(noTroubleInTheLogs), /tells of trouble/);
  const logs = { ...endpoint.logs, harmless: ['^got \\d+ rows:'] };
  expectProven(new ToldRun({ endpoint: { logs } }).log('started').log(payload).by(noTroubleInTheLogs), { examined: 2 });
});

test('an endpoint that wrote nothing leaves it unproven', () => {
  expectUnproven(new ToldRun().by(noTroubleInTheLogs), /logged nothing/);
});
