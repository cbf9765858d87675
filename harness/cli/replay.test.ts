import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { VerdictDocument } from '../evidence/verdict-document.ts';
import { assay } from './testing/assay.ts';
import { Files } from './testing/kalshi-files.ts';
import { expectToSay } from './testing/words.ts';

test('what a run refutes is printed as one document, and replayed: by one call, and by the phases of a clause', async () => {
  using files = new Files();
  const out = join(files.folder, 'evidence');
  const run = await assay(
    ...['verify', '--fault', 'constant-output', '--only', 'USED-2,VARY-1,LOAD-1', '--observations', '1024'],
    ...['--seed', '5', '--out', out, '--json'],
  );
  expect(run.code).toBe(1);
  const document = JSON.parse(run.stdout) as VerdictDocument;
  expect(document).toMatchObject({ verdict: 'REFUTED', seed: 5, evidence: out, fault: 'constant-output' });
  expectToSay(run.stderr, ['REFUTED USED-2', 'REFUTED VARY-1', `npx assay replay ${out} USED-2`]);

  const first = await assay('replay', out);
  expectToSay(first.stdout, ['USED-2 fails again, by one call', 'expected', 'seen']);
  expect(first.code).toBe(1);

  const phases = await assay('replay', out, 'VARY-1');
  expectToSay(phases.stdout, ['VARY-1 fails again, by its phases', 'the answers are constant']);
  expect(phases.code).toBe(1);

  const held = await assay('replay', out, 'LOAD-1');
  expectToSay(held.stdout, ['LOAD-1 holds now']);
  expect(held.code).toBe(0);

  const unknown = await assay('replay', out, 'USED-22');
  expectToSay(unknown.stderr, ['no clause USED-22']);
  expect(unknown.code).toBe(64);
});

test('what was found during a swap is not sent alone, and replayed by the phases of its clause', async () => {
  using files = new Files();
  const out = join(files.folder, 'evidence');
  const run = await assay(
    ...['verify', '--fault', 'reload-race', '--only', 'SWAP-2', '--observations', '64', '--out', out, '--json'],
  );
  const { firstFailure } = JSON.parse(run.stdout) as VerdictDocument;
  expect(firstFailure).toMatchObject({ clause: 'SWAP-2', failsAlone: false, smallest: null, smallestExchange: null });

  const again = await assay('replay', out);
  expectToSay(again.stdout, ['SWAP-2 fails again, by its phases', 'a request gets no answer while an artifact']);
  expect(again.code).toBe(1);
});

test('what is no evidence cannot be replayed', async () => {
  using files = new Files();
  const run = await assay('replay', files.folder);
  expectToSay(run.stderr, ['holds no history.sqlite', 'remedy']);
  expect(run.code).toBe(64);
});
