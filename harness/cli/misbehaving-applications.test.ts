import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EvidenceFolder } from '../evidence/evidence-folder.ts';
import { traderContract, traderStack } from './package-files.ts';
import { readInputs } from './run-inputs.ts';
import { Files } from './testing/kalshi-files.ts';
import { verify } from './verify.ts';

const program = join(import.meta.dirname, 'testing', 'misbehaving-application.ts');

/** The stack with an application, with another program in its place, and little patience. */
function stackText(kind: string): string {
  return readFileSync(traderStack, 'utf8')
    .replaceAll('../../policies', join(dirname(traderStack), '../../policies'))
    .replace('../embedded/endpoint.ts', join(dirname(traderStack), '../embedded/endpoint.ts'))
    .replace('../../applications/kalshi/main.ts', program)
    .replace('MODE: request', `KIND: ${kind}`)
    .replace('application:\n', 'application:\n  deadline: 1s\n');
}

async function verified(kind: string) {
  using files = new Files();
  const inputs = await readInputs({
    contract: traderContract,
    stack: files.write('stack.yaml', stackText(kind)),
    seed: 1,
    observations: 64,
    only: ['ACT-2', 'ACT-3'],
  });
  // An application that is never ready is waited for no longer than this.
  const contract = { ...inputs.contract, budgets: { ...inputs.contract.budgets, startup: 8_000 } };
  const evidence = EvidenceFolder.create(join(files.folder, 'evidence'));
  const signal = new AbortController().signal;
  const { clauses } = await verify({ ...inputs, contract }, { evidence, signal, progress: () => {} });
  return (id: string) => clauses.find((clause) => clause.id === id)!;
}

describe.concurrent('an application that', () => {
  test.each(['healthy', 'asks-twice', 'late-order', 'id-lost'])('is %s is understood all the same', async (kind) => {
    const of = await verified(kind);
    // It sends zeros, to which the model gives one action: the others are forced, but never reached.
    expect(of('ACT-2')).toMatchObject({ verdict: 'UNPROVEN', violations: 0 });
    expect(of('ACT-2').reason).toMatch(/^not seen both reached and forced/);
    expect(of('ACT-3')).toMatchObject({ violations: 0, findings: [] });
    expect(of('ACT-3').examined).toBeGreaterThan(40);
  });

  test.each([
    ['never-asks', 'ACT-2', /does not ask the endpoint/],
    ['crashes', 'ACT-2', /does not ask the endpoint/],
    ['silent', 'ACT-2', /does not ask the endpoint/],
    ['other-path', 'ACT-2', /does not ask the endpoint/],
    ['unknown-market', 'ACT-3', /placed no order|exchange refused/],
  ])('%s is refuted', async (kind, clause, about) => {
    const of = await verified(kind);
    expect(of(clause).verdict).toBe('REFUTED');
    expect(of(clause).findings[0]?.about).toMatch(about);
  });

  test('never-ready proves nothing, and the reason is told', async () => {
    const of = await verified('never-ready');
    const reason = expect.stringMatching(/application was not ready within/);
    expect(of('ACT-2')).toMatchObject({ verdict: 'UNPROVEN', reason });
  });
});
