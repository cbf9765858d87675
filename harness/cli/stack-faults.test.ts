import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readStackFault, stackFaultNames } from '../../fixtures/faults/stacks/stack-zoo.ts';
import { loadContract } from '../contract/load-contract.ts';
import { EvidenceFolder } from '../evidence/evidence-folder.ts';
import type { VerdictDocument } from '../evidence/verdict-document.ts';
import { contractCalled, stackCalled } from './package-files.ts';
import { readInputs, type VerifyFlags } from './run-inputs.ts';
import { expectCaught } from './testing/expect-caught.ts';
import { Files } from './testing/kalshi-files.ts';
import { verify } from './verify.ts';

/** To see what is wrong; as many as the command takes by itself, to exclude fallbacks at the rate that contracts ask for. */
const observations = { wrong: 512, healthy: 5_120 };
/** Images are built by the first test that needs them. */
const minutes = 60_000;

const faults = await Promise.all(stackFaultNames().map(readStackFault));
const healthy = [...new Set(faults.map(({ stack, contract }) => `${stack} ${contract}`))].sort();

const engineIsThere = spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0;
const withoutEngine = !engineIsThere && process.env.ASSAY_REQUIRE_DOCKER !== '1';

async function verified(flags: VerifyFlags): Promise<VerdictDocument> {
  using files = new Files();
  const inputs = await readInputs({ seed: 1, ...flags });
  const evidence = EvidenceFolder.create(join(files.folder, 'evidence'));
  return await verify(inputs, { evidence, signal: new AbortController().signal, progress: () => {} });
}

test('each fault is told apart from others of its stack by its name', () => {
  expect(new Set(faults.map(({ stack, id }) => `${stack} ${id}`)).size).toBe(faults.length);
});

test.skipIf(withoutEngine).each(healthy)(
  'healthy, the stack and contract %s are proven, but for what depends on how busy the machine is',
  async (names) => {
    const [stack, contract] = names.split(' ') as [string, string];
    const named = { stack: stackCalled(stack), contract: contractCalled(contract) };
    const { asks = [] } = loadContract(named.contract).contract;
    const { clauses, verdict } = await verified({
      ...named,
      only: asks.filter((clause) => !clause.startsWith('TIME')),
      observations: observations.healthy,
    });
    const open = clauses.filter(({ verdict, waived }) => !['NOT ASKED', 'PROVEN'].includes(verdict) && waived === null);
    expect(open).toEqual([]);
    expect(verdict).toBe('PROVEN');
  },
  10 * minutes,
);

test.skipIf(withoutEngine).each(faults.map((fault) => [`${fault.stack}: ${fault.id}`, fault] as const))(
  '%s is refuted by each clause that it is about, and diagnosed where it is known',
  async (_, { id, stack, refutes, explainedBy }) => {
    const document = await verified({
      fault: id,
      stack: stackCalled(stack),
      only: refutes,
      observations: observations.wrong,
    });
    expectCaught(document, refutes);
    if (explainedBy !== undefined) expect(document.diagnosis?.sentence).toContain(explainedBy);
  },
  10 * minutes,
);
