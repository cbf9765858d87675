import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EvidenceFolder } from '../evidence/evidence-folder.ts';
import { traderContract, traderStack } from './package-files.ts';
import { readInputs } from './run-inputs.ts';
import { Files } from './testing/kalshi-files.ts';
import { verify } from './verify.ts';

const program = join(import.meta.dirname, 'testing', 'misbehaving-application.ts');

interface Patience {
  readonly recovery?: string;
  readonly ordersWithin?: string;
}

/** The stack with an application, with another program in its place, and little patience. */
function stackText(kind: string, patience: Patience): string {
  // Whoever floods takes its time.
  const deadline = kind === 'floods' ? '10s' : '4s';
  const { recovery = '5s', ordersWithin = '2s' } = patience;
  return readFileSync(traderStack, 'utf8')
    .replaceAll('../../policies', join(dirname(traderStack), '../../policies'))
    .replace('../embedded/endpoint.ts', join(dirname(traderStack), '../embedded/endpoint.ts'))
    .replace('../../applications/kalshi/main.ts', program)
    .replace('MODE: request', `KIND: ${kind}`)
    .replace(
      'application:\n',
      `application:\n  deadline: ${deadline}\n  recovery: ${recovery}\n  ordersWithin: ${ordersWithin}\n  stop: {grace: 500ms}\n`,
    );
}

async function verified(kind: string, only: readonly string[] = ['ACT-2', 'ACT-3'], patience: Patience = {}) {
  using files = new Files();
  const inputs = await readInputs({
    contract: traderContract,
    stack: files.write('stack.yaml', stackText(kind, patience)),
    seed: 1,
    observations: 64,
    only,
  });
  // An application that is never ready is waited for no longer than this.
  const contract = { ...inputs.contract, budgets: { ...inputs.contract.budgets, startup: 8_000 } };
  const evidence = EvidenceFolder.create(join(files.folder, 'evidence'));
  const signal = new AbortController().signal;
  const { clauses } = await verify({ ...inputs, contract }, { evidence, signal, progress: () => {} });
  return (id: string) => clauses.find((clause) => clause.id === id)!;
}

describe.concurrent('an application that', () => {
  test.each(['healthy', 'asks-twice', 'late-order', 'id-lost', 'batch-of-one', 'floods', 'keeps-connections'])(
    'is %s is understood all the same',
    async (kind) => {
      const of = await verified(kind);
      // It sends zeros, to which the model gives one action: the others are forced, but never reached.
      expect(of('ACT-2')).toMatchObject({ verdict: 'UNPROVEN', violations: 0 });
      expect(of('ACT-2').reason).toMatch(/^not seen both reached and forced/);
      expect(of('ACT-3')).toMatchObject({ violations: 0, findings: [] });
      expect(of('ACT-3').examined).toBeGreaterThan(40);
    },
  );

  test.each([
    ['never-asks', 'ACT-2', /does not ask the endpoint/],
    ['crashes', 'ACT-2', /does not ask the endpoint/],
    ['silent', 'ACT-2', /does not ask the endpoint/],
    ['other-path', 'ACT-2', /does not ask the endpoint/],
    ['first-market', 'ACT-3', /another market|exchange refused/],
    ['unknown-market', 'ACT-3', /placed no order|exchange refused/],
  ])('%s is refuted', async (kind, clause, about) => {
    const of = await verified(kind);
    expect(of(clause)).toMatchObject({ verdict: 'REFUTED', reason: null });
    expect(of(clause).findings[0]?.about).toMatch(about);
  });

  test('other-path, which only refuses, is brought to a few decisions, and refuted by each clause all the same', async () => {
    const of = await verified('other-path', ['ACT-2', 'CAUSE-4']);
    for (const id of ['ACT-2', 'CAUSE-4']) expect(of(id)).toMatchObject({ verdict: 'REFUTED', reason: null });
    expect(of('CAUSE-4').findings.map(({ about }) => about)).toContainEqual(
      expect.stringMatching(/does not go on after/),
    );
    expect(of('ACT-2').examined).toBeLessThan(30);
  });

  test.each(['healthy', 'breaker', 'batch-of-one'])(
    'is %s goes on after wrong answers, once it was given time',
    async (kind) => {
      const of = await verified(kind, ['ACT-4', 'CAUSE-4']);
      for (const id of ['ACT-4', 'CAUSE-4']) expect(of(id)).toMatchObject({ verdict: 'PROVEN', findings: [] });
      expect(of('ACT-4').notes).toEqual(['12 of 12 wrong answers were put in']);
    },
  );

  test('breaker is refuted where it takes longer than the stack file says that it may', async () => {
    const of = await verified('breaker', ['CAUSE-4'], { recovery: '100ms' });
    expect(of('CAUSE-4').verdict).toBe('REFUTED');
    expect(of('CAUSE-4').findings[0]?.about).toMatch(/does not go on after/);
  });

  test('late-order-without-id is refuted where its orders come later than the stack file says that they may', async () => {
    const of = await verified('late-order-without-id', ['ACT-3'], { ordersWithin: '1ms' });
    expect(of('ACT-3').verdict).toBe('REFUTED');
  });

  test('late-order is understood even then, by the ids that its orders carry, and that they were late is told', async () => {
    const of = await verified('late-order', ['ACT-3'], { ordersWithin: '1ms' });
    const told = expect.stringMatching(/^\d+ orders came, by their request id, after the decision was over$/);
    expect(of('ACT-3').notes).toContainEqual(told);
  });

  test('never-ready proves nothing, and the reason is told', async () => {
    const of = await verified('never-ready');
    const reason = expect.stringMatching(/application was not ready within/);
    expect(of('ACT-2')).toMatchObject({ verdict: 'UNPROVEN', reason });
  });
});
