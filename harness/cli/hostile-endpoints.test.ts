import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { VerdictDocument } from '../evidence/verdict-document.ts';
import { RecordedHistory } from '../history/recorded-history.ts';
import { assay } from './testing/assay.ts';
import { type HostileEndpoint, isJudged, title } from './testing/hostile-endpoint.ts';
import { Files, kalshiContract, stackWithHabit } from './testing/kalshi-files.ts';

test.concurrent.each<HostileEndpoint>([
  { habit: 'none', exit: 0, says: ['PROVEN, corroborated: 1 of 1 asked'] },
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
])(title, isJudged);

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
