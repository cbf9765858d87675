import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadContract } from '../contract/load-contract.ts';
import { EvidenceFolder } from '../evidence/evidence-folder.ts';
import { defaultContract, defaultStack } from './package-files.ts';
import { readInputs } from './run-inputs.ts';
import { expectCaught } from './testing/expect-caught.ts';
import { Files } from './testing/kalshi-files.ts';
import { verify } from './verify.ts';

/** As many as the command takes by itself. */
const observations = 5_120;

const folder = dirname(defaultContract);
/** What only a stack in containers shows: replicas, a compiled form, tracking, sizes, or a server that states scores alone. */
const shownInContainers = [
  'bar-window-tracked',
  'kalshi-open-inference',
  'kalshi-scores',
  'pair-trader',
  'stat-pair-compiled',
  'stat-pair-replicas',
];
const contracts = readdirSync(folder).filter(
  (name) => name.endsWith('.yaml') && !shownInContainers.includes(basename(name, '.yaml')),
);

/** Its own, where there is one with an application. */
function stackOf(contract: string): string {
  const own = join(dirname(defaultStack), '..', basename(contract, '.yaml'), 'stack.yaml');
  return existsSync(own) ? own : defaultStack;
}

/** All that the contract asks for, but for what depends on how busy the machine is. */
async function verified(name: string, fault?: string) {
  using files = new Files();
  const contract = join(folder, name);
  const { asks = [] } = loadContract(contract).contract;
  const inputs = await readInputs({
    contract,
    stack: stackOf(name),
    seed: 1,
    observations,
    fault,
    only: asks.filter((clause) => !clause.startsWith('TIME')),
  });
  const evidence = EvidenceFolder.create(join(files.folder, 'evidence'));
  return await verify(inputs, { evidence, signal: new AbortController().signal, progress: () => {} });
}

async function expectProven(contract: string) {
  const { verdict, clauses } = await verified(contract);
  const open = clauses.filter(({ verdict }) => verdict === 'REFUTED' || verdict === 'UNPROVEN');
  expect({ verdict, open }).toEqual({ verdict: 'PROVEN', open: [] });
}

async function expectRefuted(contract: string) {
  expectCaught(await verified(contract, 'sibling-served'), ['LOAD-3', 'USED-2']);
}

const isTraded = (contract: string) => stackOf(contract) !== defaultStack;

describe.concurrent('every policy of the fixtures', () => {
  const alone = contracts.filter((contract) => !isTraded(contract));
  test.each(alone)('%s is proven', expectProven);
  test.each(alone)('%s is refuted where the second honest training is served', expectRefuted);
});

/** One after the other: an application waits no longer than its deadline for an exchange that this process serves. */
describe('every policy that an application trades by', () => {
  const traded = contracts.filter(isTraded);
  test.each(traded)('%s is proven', expectProven);
  test.each(traded)('%s is refuted where the second honest training is served', expectRefuted);
});
