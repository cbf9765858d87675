import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EvidenceFolder } from '../evidence/evidence-folder.ts';
import { traderContract, traderStack } from './package-files.ts';
import { readInputs } from './run-inputs.ts';
import { Files } from './testing/kalshi-files.ts';
import { verify } from './verify.ts';

const ofDecisions = ['ACT-2', 'ACT-3', 'ACT-4', 'ACT-5', 'CAUSE-3', 'CAUSE-4'];
const misbehaving = join(import.meta.dirname, 'testing', 'misbehaving-application.ts');

interface Told {
  /** As the stack file says it. */
  readonly trouble: string;
  readonly only?: readonly string[];
  /** How long the application waits for each reply, in milliseconds; longer than any busy machine takes if not given. */
  readonly patience?: number;
  /** Of the misbehaving application, in the place of the kalshi trader. */
  readonly kind?: string;
}

async function verified({ trouble, only = ofDecisions, patience = 20_000, kind }: Told) {
  using files = new Files();
  const folder = dirname(traderStack);
  const stack = readFileSync(traderStack, 'utf8')
    .replaceAll('../../policies', join(folder, '../../policies'))
    .replace('../embedded/endpoint.ts', join(folder, '../embedded/endpoint.ts'))
    .replace(
      '../../applications/kalshi/main.ts',
      kind ? misbehaving : join(folder, '../../applications/kalshi/main.ts'),
    )
    .replace('MODE: request', `KIND: ${kind}`)
    .replace(/DEADLINE_MS: '\d+'/, `DEADLINE_MS: '${patience}'`)
    .replace('application:\n', 'application:\n  recovery: 500ms\n')
    .replace('  orders: POST', `  trouble: ${trouble}\n  orders: POST`);
  const inputs = await readInputs({
    contract: traderContract,
    stack: files.write('stack.yaml', stack),
    seed: 1,
    observations: 64,
    only,
  });
  const evidence = EvidenceFolder.create(join(files.folder, 'evidence'));
  const signal = new AbortController().signal;
  const { clauses } = await verify(inputs, { evidence, signal, progress: () => {} });
  return clauses.filter(({ verdict }) => verdict !== 'NOT ASKED');
}

describe.concurrent('an exchange that', () => {
  test('is slow, but not too slow, changes nothing', async () => {
    const clauses = await verified({ trouble: '{slow: 10ms}', only: ['ACT-2', 'ACT-3'] });
    expect(clauses.flatMap(({ findings }) => findings)).toEqual([]);
    expect(clauses.map(({ verdict, reason }) => reason ?? verdict)).toEqual(['PROVEN', 'PROVEN']);
  });

  test.each([
    [
      'is too slow',
      '{slow: 5s}',
      1_000,
      /^the exchange took longer for GET \S+ than the application waited, and nothing/,
    ],
    ['is down', 'down', 20_000, /^the exchange gave no reply to GET \S+, and nothing could come of \d+ decisions$/],
  ])('%s leaves every clause of decisions unproven, and is named', async (_, trouble, patience, reason) => {
    for (const clause of await verified({ trouble, patience })) {
      expect(clause.findings).toEqual([]);
      expect(clause).toMatchObject({ verdict: 'UNPROVEN', reason: expect.stringMatching(reason) });
    }
  });

  test('refuses orders leaves unproven what orders would tell', async () => {
    const reason = expect.stringMatching(
      /^the exchange answered 503 to POST \/portfolio\/orders, and nothing could come/,
    );
    const clauses = await verified({ trouble: 'refuses-orders', only: ['ACT-2', 'ACT-3', 'CAUSE-3'] });
    for (const clause of clauses) expect(clause).toMatchObject({ verdict: 'UNPROVEN', findings: [], reason });
  });

  test('is down does not excuse an application that holds instead', async () => {
    const [clause] = await verified({ trouble: 'down', only: ['ACT-2'], kind: 'guesses' });
    expect(clause).toMatchObject({ verdict: 'REFUTED', reason: null });
    expect(clause?.findings[0]?.about).toMatch(/does not pass the application unchanged/);
  });
});
