import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applicationFaultIds, readApplicationFault } from '../../fixtures/faults/application-zoo.ts';
import { EvidenceFolder } from '../evidence/evidence-folder.ts';
import { contractCalled, stackCalled } from './package-files.ts';
import { readInputs } from './run-inputs.ts';
import { expectCaught } from './testing/expect-caught.ts';
import { Files } from './testing/kalshi-files.ts';
import { verify } from './verify.ts';

const stackOf = (trader: string) => stackCalled(`${trader}-polling`);
const misbehaving = join(import.meta.dirname, 'testing', 'misbehaving-poller.ts');
/** The clauses that look at decisions, but for USED-1, which asks for thousands of calls beside them. */
const ofDecisions = ['FEAT-5', 'ACT-2', 'ACT-3', 'ACT-4', 'ACT-5', 'CAUSE-3', 'CAUSE-4'];

const impatient = ['goes-silent', 'never-looks'];

interface Verified {
  readonly trader?: string;
  readonly only: readonly string[];
  readonly fault?: string;
  /** What runs in the place of the trader, and goes wrong in this way. */
  readonly kind?: string;
}

async function verified({ trader = 'kalshi-trader', only, fault, kind }: Verified) {
  using files = new Files();
  const stack = kind === undefined ? stackOf(trader) : files.write('stack.yaml', misbehavingStack(kind));
  const flags = { contract: contractCalled(trader), stack, seed: 1, observations: 64, only };
  const inputs = await readInputs({ ...flags, ...(fault === undefined ? {} : { fault }) });
  const evidence = EvidenceFolder.create(join(files.folder, 'evidence'));
  const document = await verify(inputs, { evidence, signal: new AbortController().signal, progress: () => {} });
  const of = (id: string) => document.clauses.find((clause) => clause.id === id)!;
  return { ...document, of };
}

/** Without its log, and with little patience for those that are waited for until their deadline is over. */
function misbehavingStack(kind: string): string {
  const file = stackOf('kalshi-trader');
  const beside = (path: string) => join(dirname(file), path);
  return readFileSync(file, 'utf8')
    .replaceAll('../../policies', beside('../../policies'))
    .replace('../embedded/endpoint.ts', beside('../embedded/endpoint.ts'))
    .replace('../../applications/kalshi/main.ts', misbehaving)
    .replace('MODE: poll', `MODE: poll\n      KIND: ${kind}`)
    .replace(/ {2}logs:\n {4}decision: 'decision id=.*\n/, '')
    .replace('application:\n', `application:\n  deadline: ${impatient.includes(kind) ? '1s' : '10s'}\n`);
}

describe.concurrent('an application that polls is proven by what passes between it, endpoint and exchange:', () => {
  test.each([
    ['kalshi-trader', '21 of 21 actions reached, 21 forced', '109 orders for 115 decisions'],
    ['portfolio-trader', '3 of 3 actions reached, 3 forced', '30 orders for 54 decisions'],
  ])('%s', async (trader, reached, ordered) => {
    const { verdict, grade, clauses, of } = await verified({ trader, only: [...ofDecisions, 'USED-1', 'SEEN-1'] });
    expect(clauses.filter((clause) => clause.verdict !== 'NOT ASKED' && clause.verdict !== 'PROVEN')).toEqual([]);
    expect({ verdict, grade }).toEqual({ verdict: 'PROVEN', grade: 'caused' });
    expect(of('ACT-2').notes).toContain(reached);
    expect(of('ACT-3').notes).toContain(ordered);
  });
});

describe.concurrent('every fault of an application that polls is caught by the clauses that it is about', () => {
  test.each(applicationFaultIds())('%s', async (id) => {
    const { refutes, trader = 'kalshi-trader' } = await readApplicationFault(id);
    expectCaught(await verified({ trader, only: refutes, fault: id }), refutes);
  });
});

describe.concurrent('an application that polls and', () => {
  test.each(['healthy', 'late-order', 'id-lost', 'keeps-connections', 'checks-status'])(
    'is %s is understood all the same',
    async (kind) => {
      const { verdict, clauses, of } = await verified({ kind, only: ['FEAT-5', 'ACT-2', 'ACT-3', 'CAUSE-4'] });
      expect(clauses.flatMap(({ findings }) => findings)).toEqual([]);
      expect(of('ACT-2').notes).toContain('21 of 21 actions reached, 21 forced');
      expect(verdict).toBe('PROVEN');
    },
  );

  test.each([
    ['crashes', 'ACT-2', /does not ask the endpoint|does not pass/],
    ['goes-silent', 'ACT-2', /does not ask the endpoint|does not pass/],
    ['never-asks', 'ACT-2', /does not ask the endpoint/],
    ['never-asks', 'USED-1', /without an answer of the model/],
    ['never-acts', 'ACT-2', /does not ask the endpoint/],
    ['acts-a-cycle-late', 'ACT-3', /another order|placed an order|placed no order/],
    ['floods', 'ACT-3', /one decision placed several orders/],
  ])('%s is refuted by %s', async (kind, clause, about) => {
    const { of } = await verified({ kind, only: [clause] });
    expect(of(clause)).toMatchObject({ verdict: 'REFUTED', reason: null });
    expect(of(clause).findings.map((finding) => finding.about)).toContainEqual(expect.stringMatching(about));
  });

  test('fetches the same before and after the answer proves nothing, and is told what to name', async () => {
    const only = ['FEAT-5', 'ACT-2', 'ACT-3', 'CAUSE-3'];
    const { verdict, of } = await verified({ kind: 'checks-balance-again', only });
    expect(verdict).toBe('UNPROVEN');
    for (const id of only) expect(of(id)).toMatchObject({ verdict: 'UNPROVEN', examined: 0, findings: [] });
    expect(of('ACT-3').reason).toMatch(/between answer and order.*poll\.begins/);
  });

  test('never looks at the market proves nothing, and the reason is told', async () => {
    const only = ['FEAT-5', 'ACT-3', 'ACT-5', 'CAUSE-3'];
    const { verdict, of } = await verified({ kind: 'never-looks', only });
    expect(verdict).toBe('UNPROVEN');
    for (const id of only) expect(of(id)).toMatchObject({ verdict: 'UNPROVEN', examined: 0 });
    expect(of('ACT-3').reason).toMatch(/came to no end of 3 decisions in a row/);
  });
});
