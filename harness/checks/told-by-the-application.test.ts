import { expect, test } from 'vitest';
import type { ApplicationFile } from '../contract/stack-file.ts';
import type { ApplicationCounterFacts } from '../history/run-event.ts';
import { applicationCountersAgree } from './application-counters-agree.ts';
import { applicationLogsStateEveryDecision } from './application-logs-state-every-decision.ts';
import type { Decision } from './decision.ts';
import type { DecisionCheck } from './decision-check.ts';
import { noTroubleInTheApplicationsLog } from './no-trouble-in-the-applications-log.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { application, broke, contract, decision, refused } from './testing/decisions.ts';
import { ToldRun } from './testing/told-run.ts';

const logs = { decision: 'used=(?<used>true|false)', trouble: ['ERROR'], harmless: [], settle: 0 };
const counters = { inferences: 'made', failures: 'failed', fallbacks: 'others', settle: 0 };
const read = (moment: 'before' | 'after', told: Partial<ApplicationCounterFacts> = {}): ApplicationCounterFacts => ({
  kind: 'application-counters',
  moment,
  at: moment === 'before' ? 0 : 1_000,
  inferences: 0,
  failures: 0,
  fallbacks: 0,
  problem: null,
  ...told,
});

/** Two decisions by the model, and one that was refused. */
const decisions = [
  decision(1, { phase: 'shown', startedAt: 0, until: 500 }),
  decision(2, { phase: 'forced', startedAt: 500, until: 900 }),
  decision(0, { phase: 'between', given: [broke()], stated: refused, orders: [], startedAt: 900, until: 1_000 }),
];

/** The same of one that decides on its own, and was held back in between. */
const alone = decisions.map((each) => ({ ...each, isAlone: true }));

interface Told {
  readonly seen?: readonly Decision[];
  readonly lines?: readonly string[];
  readonly after?: Partial<ApplicationCounterFacts>;
  readonly file?: Partial<ApplicationFile>;
}

function judged(check: DecisionCheck, { seen = decisions, lines = [], after, file = { logs, counters } }: Told) {
  const history = new ToldRun();
  for (const line of lines) history.log(line, 'application');
  history.fact(read('before'));
  history.fact(read('after', after));
  const examination = check.begin(contract, { application: application(file), history });
  for (const each of seen) if (check.phases.includes(each.phase)) examination.see(each);
  return examination.conclude();
}

const truly = ['used=true', 'used=true', 'used=false', 'listening'];

test('a line for every decision, which says truly who made it', () => {
  const notes = [
    'the application logged 2 decisions by the model, and 1 refusals',
    '5 calls and orders were paired by request id, 0 by time (the stack file does not promise that ids are sent on)',
  ];
  expectProven(judged(applicationLogsStateEveryDecision, { lines: truly }), { examined: 3, notes });
});

test.each([
  [['used=true', 'used=true', 'used=true', 'used=false'], /decisions by the model than it took/],
  [['used=true', 'used=false'], /decisions by the model than it took/],
  [['used=true', 'used=true'], /another number of refusals/],
])('the log %j', (lines, about) => {
  expectRefuted(judged(applicationLogsStateEveryDecision, { lines }), about);
});

test('one that decides on its own may refuse more often than it was brought to decide, but not decide', () => {
  const told = (...lines: readonly string[]) => judged(applicationLogsStateEveryDecision, { seen: alone, lines });
  expectProven(told(...truly, 'used=false', 'used=false'), { examined: 5 });
  expectRefuted(told(...truly, 'used=true'), /decisions by the model than it took/);
  expectRefuted(told('used=true', 'used=true'), /another number of refusals/);
});

test('without a pattern, or where nothing was read, nothing is proven', () => {
  const file = { logs: { trouble: [], harmless: [], settle: 0 }, counters };
  expectUnproven(judged(applicationLogsStateEveryDecision, { lines: truly, file }), /application\.logs\.decision/);
  expectUnproven(judged(applicationCountersAgree, { after: { problem: 'no reply' } }), /no reply/);
  expectUnproven(judged(applicationCountersAgree, { after: { inferences: null } }), /has no counter made/);
});

test('counters that grow by what happened', () => {
  expectProven(judged(applicationCountersAgree, { after: { inferences: 2, failures: 1 } }), { examined: 3 });
});

test.each([
  ['made', { inferences: 0, failures: 1 }, 'growth by 2', 'growth by 0'],
  ['failed', { inferences: 2, failures: 0 }, 'growth by 1', 'growth by 0'],
  ['others', { inferences: 2, failures: 1, fallbacks: 4 }, 'growth by 0', 'growth by 4'],
])('a counter that does not: %s', (name, after, expected, seen) => {
  const [finding] = expectRefuted(
    judged(applicationCountersAgree, { after }),
    new RegExp(`^${name} of the application`),
  );
  expect(finding).toMatchObject({ expected, seen });
});

test('one that decides on its own may have lost patience before the first decision', () => {
  const late = alone.map((each) => ({ ...each, startedAt: each.startedAt + 10 }));
  const lines = (first: string) => [first, ...Array.from({ length: 20 }, () => 'used=true')];
  const told = (first: string) => judged(noTroubleInTheApplicationsLog, { seen: late, lines: lines(first) });
  expectProven(told('ERROR used=false'));
  expectRefuted(told('ERROR'), /tells of trouble: ERROR$/);
});

test('trouble in the log, but for the time in which something was broken on purpose', () => {
  const quiet = Array.from({ length: 950 }, () => 'used=true');
  expectProven(judged(noTroubleInTheApplicationsLog, { lines: [...quiet, 'ERROR'] }), { examined: 900 });
  expectRefuted(judged(noTroubleInTheApplicationsLog, { lines: ['ERROR'] }), /tells of trouble: ERROR$/);
  expectRefuted(judged(noTroubleInTheApplicationsLog, { lines: ['ImportError: x'] }), /ImportError/);
  expectUnproven(judged(noTroubleInTheApplicationsLog, {}), /logged nothing/);
});
