import { expect, test } from 'vitest';
import { logsStateEveryDecision } from './logs-state-every-decision.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, answered, lost, preferring, refused, row } from './testing/replies.ts';
import { endpoint } from './testing/small-contract.ts';
import { ToldRun } from './testing/told-run.ts';

/** Three decisions, in two requests. */
const decided = (given = {}) =>
  new ToldRun(given)
    .call({ expected: [preferring(1)], reply: answer(1) })
    .call({ phase: 'batch', expected: [preferring(0), preferring(2)], reply: answered(row(0), row(2)) })
    .log('ready');

const logging = (run: ToldRun, count: number) => {
  for (let line = 0; line < count; line += 1) run.log('decision used=true');
  return run;
};

test('one line for every decision, each by the model, proves it', () => {
  expectProven(logging(decided(), 3).by(logsStateEveryDecision), { examined: 3 });
});

test.each([0, 2, 4])('%i lines for three decisions refute it', (lines) => {
  const [finding] = expectRefuted(logging(decided(), lines).by(logsStateEveryDecision), /one line for every decision/);
  expect(finding).toMatchObject({ expected: expect.stringMatching(/^3 lines/), seen: `${lines} lines` });
});

test('a line that says that the model was not used refutes it', () => {
  const run = logging(decided(), 2).log('decision used=false');
  const [finding] = expectRefuted(run.by(logsStateEveryDecision), /did not make/);
  expect(finding).toMatchObject({ seen: 'decision used=false' });
});

test('a lost reply may or may not have a line; a refusal has none', () => {
  const run = () => decided().call({ expected: [preferring(0)], reply: lost() });
  expectProven(logging(run(), 3).by(logsStateEveryDecision));
  expectProven(logging(run(), 4).by(logsStateEveryDecision));
  expectRefuted(logging(run(), 5).by(logsStateEveryDecision), /one line for every decision/);
  const refusal = decided().call({ expected: [preferring(0)], reply: refused() });
  expectRefuted(logging(refusal, 4).by(logsStateEveryDecision), /one line for every decision/);
});

test('lines are counted as rows, whatever the counters count', () => {
  const counters = { ...endpoint.counters!, unit: 'requests' as const, refused: 'counted' as const };
  expectProven(logging(decided({ endpoint: { counters } }), 3).by(logsStateEveryDecision));
});

test('what the endpoint without a model wrote is not counted', () => {
  expectProven(logging(decided(), 3).log('decision used=true', 'cold').by(logsStateEveryDecision));
});

test('a stack file without a pattern leaves it unproven', () => {
  const run = decided({ endpoint: { logs: { ...endpoint.logs, decision: undefined } } });
  expectUnproven(run.by(logsStateEveryDecision), /names no pattern/);
});

test('what an endpoint logged of its warm-up is not counted', () => {
  const run = logging(decided(), 4).fact({ kind: 'earlier-decisions', lines: 1 });
  expectProven(run.by(logsStateEveryDecision), { examined: 3 });
});

test('the log of an endpoint that ran already cannot be read', () => {
  const run = decided().fact({ kind: 'ready', startedAt: null, readyAt: 1 });
  expectUnproven(run.by(logsStateEveryDecision), /ran already/);
});
