import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { VerdictDocument } from '../evidence/verdict-document.ts';
import { assay } from './testing/assay.ts';
import { Files, kalshiContract, stackWithHabit } from './testing/kalshi-files.ts';

/** Every phase that sends, but latency, whose calls are those of nominal. */
const only = 'LOAD-2,FEAT,VARY,ACT,USED-2,USED-4';

async function sentDigest({ seed, habit, concurrency }: { seed: number; habit: string; concurrency: number }) {
  using files = new Files();
  const out = join(files.folder, 'evidence');
  const stack = stackWithHabit(habit, { endpoint: { concurrency, busy: [503] } });
  const { stdout } = await assay(
    ...['verify', '--contract', files.write('contract.yaml', kalshiContract())],
    ...['--stack', files.write('stack.yaml', stack), '--out', out, '--json'],
    ...['--seed', String(seed), '--only', only, '--observations', '512'],
  );
  const document = JSON.parse(stdout) as VerdictDocument;
  expect(readFileSync(join(out, 'verdict.json'), 'utf8')).toContain(document.sentSha256);
  return document.sentSha256;
}

test('the same seed sends the same bytes in the same order, however the endpoint takes its time', async () => {
  const usual = { seed: 7, habit: 'none', concurrency: 16 };
  const digest = await sentDigest(usual);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(await sentDigest(usual)).toBe(digest);
  expect(await sentDigest({ ...usual, concurrency: 3 })).toBe(digest);
  expect(await sentDigest({ ...usual, habit: 'is busy now and then' })).toBe(digest);
  expect(await sentDigest({ ...usual, habit: 'answers in no order' })).toBe(digest);
  expect(await sentDigest({ ...usual, seed: 8 })).not.toBe(digest);
});
