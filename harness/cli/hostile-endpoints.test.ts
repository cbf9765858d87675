import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { VerdictDocument } from '../evidence/verdict-document.ts';
import { RecordedHistory } from '../history/recorded-history.ts';
import { assay } from './testing/assay.ts';
import { Files, kalshiContract, stackWithHabit } from './testing/kalshi-files.ts';
import { expectToSay } from './testing/words.ts';

/** One bad habit of an endpoint, and how the command ends that verifies it. */
interface Case {
  readonly habit: string;
  readonly exit: 0 | 1 | 2;
  readonly says: readonly (string | RegExp)[];
  readonly only?: string;
  /** It is judged by times, and so alone. */
  readonly isTimed?: true;
  /** Changes to the stack file. */
  readonly endpoint?: object;
  readonly contract?: readonly (readonly [from: string, to: string])[];
}

const cases: readonly Case[] = [
  { habit: 'none', exit: 0, says: ['PROVEN, corroborated: 1 of 1 asked'] },
  {
    habit: 'is never ready',
    exit: 2,
    isTimed: true,
    contract: [['startup: 60s', 'startup: 3s']],
    says: ['UNPROVEN USED-2', 'was not ready within 3000 ms', 'status 503', 'read its log', 'still fetching weights'],
  },
  {
    habit: 'exits at once',
    exit: 2,
    says: ['UNPROVEN USED-2', 'exit code 3 before it was ready', 'start it by hand', 'cannot find libpolicy.so.3'],
  },
  { habit: 'answers HTML', exit: 1, says: ['REFUTED USED-2', 'HTML, not JSON', 'Service catalogue'] },
  { habit: 'answers nothing', exit: 1, says: ['REFUTED USED-2', 'the body is empty'] },
  { habit: 'answers 10 MB', exit: 1, says: ['REFUTED USED-2', 'too-large'] },
  { habit: 'answers deep JSON', exit: 1, says: ['REFUTED USED-2', 'nested more than 64 levels deep'] },
  { habit: 'answers 1e999', exit: 1, says: ['REFUTED USED-2', '1e999 is beyond a double'] },
  { habit: 'answers a key twice', exit: 1, says: ['REFUTED USED-2', 'used_trained_model', 'twice'] },
  { habit: 'redirects', exit: 1, says: ['REFUTED USED-2', '302', 'https://elsewhere.example/predict'] },
  {
    habit: 'drips a byte a tenth of a second',
    exit: 2,
    isTimed: true,
    endpoint: { deadline: '150ms' },
    says: ['UNPROVEN USED-2', 'the body was not whole within 150 ms', 'raise deadline'],
  },
  { habit: 'is busy now and then', exit: 0, endpoint: { busy: [503] }, says: ['PROVEN'] },
  { habit: 'is busy now and then', exit: 1, says: ['REFUTED USED-2', 'status 503: at capacity'] },
  { habit: 'is ready too early', exit: 0, says: ['PROVEN'] },
  {
    habit: 'is ready too early',
    exit: 1,
    only: 'LOAD-1,LOAD-5',
    says: ['REFUTED LOAD-5', 'ready, and then no answer', 'status 503: {"error":"loading"}', 'and no answer for'],
  },
  { habit: 'is always busy', exit: 2, endpoint: { busy: [503] }, says: ['UNPROVEN USED-2', 'busy with status 503'] },
  { habit: 'resets one connection in five', exit: 2, says: ['UNPROVEN USED-2', 'no answer'] },
  {
    habit: 'takes its time',
    exit: 1,
    isTimed: true,
    only: 'TIME-1',
    contract: [['p50: 50ms, p95: 250ms, p99: 1s, rate: 200', 'p50: 1ms, p95: 2s, p99: 10s, rate: 25']],
    says: ['REFUTED TIME-1', 'p50 of the latency is beyond its budget', 'at most 1 ms'],
  },
];

async function isJudged({ habit, exit, says, ...changes }: Case): Promise<void> {
  using files = new Files();
  const run = await assay(
    ...['verify', '--contract', files.write('contract.yaml', kalshiContract(...(changes.contract ?? [])))],
    ...['--stack', files.write('stack.yaml', stackWithHabit(habit, { endpoint: changes.endpoint ?? {} }))],
    ...['--only', changes.only ?? 'USED-2', '--observations', '128', '--seed', '1'],
    ...['--out', join(files.folder, 'evidence')],
  );
  expectToSay(run.stdout, says);
  expect(run.stderr).toBe('');
  expect(run.code).toBe(exit);
}

const title = 'an endpoint that $habit is judged with exit code $exit';
test.each(cases.filter(({ isTimed }) => isTimed))(title, isJudged);
describe.concurrent('beside others', () => {
  test.each(cases.filter(({ isTimed }) => !isTimed))(title, isJudged);
});

test.each([
  { fault: undefined, exit: 2, verdict: 'UNPROVEN' },
  { fault: 'action-off-by-one', exit: 1, verdict: 'REFUTED' },
])('an endpoint that dies half-way leaves what was seen until then: $verdict', async ({ fault, exit, verdict }) => {
  using files = new Files();
  const run = await assay(
    ...['verify', '--contract', files.write('contract.yaml', kalshiContract())],
    ...['--stack', files.write('stack.yaml', stackWithHabit('dies at the 200th request'))],
    ...['--only', 'USED-2', '--seed', '1', '--out', join(files.folder, 'evidence'), '--json'],
    ...(fault === undefined ? [] : ['--fault', fault]),
  );
  expect(run.code).toBe(exit);
  const document = JSON.parse(run.stdout) as VerdictDocument;
  expect(document.verdict).toBe(verdict);

  using history = new RecordedHistory(join(files.folder, 'evidence', 'history.sqlite'));
  const answered = [...history.exchanges()].filter(({ outcome }) => outcome.kind === 'reply');
  expect(answered.length).toBeGreaterThan(150);
  const [aborted] = [...history.facts('aborted')];
  expect(aborted?.reason).toContain('ended with exit code 9 while it was in use');
});
