import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readGolden } from '../harness/contract/golden.ts';
import { loadContract } from '../harness/contract/load-contract.ts';
import { draftContract, recordPathOf, recordSchema } from './draft-contract.ts';

const folder = fileURLToPath(new URL('../contracts/', import.meta.url));
const contracts = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const path = join(folder, 'kalshi-limit-order.yaml');
const written = readFileSync(path, 'utf8');
const record = recordOf(path);

function recordOf(contractPath: string) {
  const recordPath = recordPathOf(contractPath, readFileSync(contractPath, 'utf8'));
  return recordSchema.parse(JSON.parse(readFileSync(recordPath, 'utf8')));
}

test.each(contracts)('%s is what the record of its training says (else run `npm run contract`)', (name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  expect(draftContract(text, recordOf(join(folder, name)))).toBe(text);
});

test.each(contracts)('%s has golden vectors of its artifact', (name) => {
  const { contract, goldenPath } = loadContract(join(folder, name));
  const golden = readGolden(goldenPath, contract);
  expect(golden.artifact).toBe(contract.policy.sha256);
  expect(golden.inputs.rows).toBeGreaterThanOrEqual(64);
});

test('the contract of the kalshi policy has the features and labels of its record', () => {
  const { contract } = loadContract(path);
  expect(contract.policy.sha256).toBe(record.artifact.sha256);
  expect(contract.features).toEqual(
    record.features.map(({ name, kind, minimum, maximum, unit }) => ({ name, kind, minimum, maximum, unit })),
  );
  expect(contract.actions.labels).toEqual(record.actions);
});

test('every action of the kalshi contract but HOLD orders what its label says', () => {
  const { orders, labels } = loadContract(path).contract.actions;
  expect(Object.keys(orders)).toEqual(labels.filter((label) => label !== 'HOLD'));
  for (const [label, { action, side, contracts }] of Object.entries(orders)) {
    expect(`${action}_${side}_${contracts}`.toUpperCase()).toBe(label);
  }
});

test('after a training, the record wins, and what people wrote stays', () => {
  const retrained = {
    artifact: { sha256: '12'.repeat(32) },
    features: [{ name: 'price', kind: 'real' as const, minimum: 0, maximum: 0.5 }],
    actions: ['HOLD', 'BUY_YES_5', 'SELL_NO_7'],
    reachability: { unreachable: ['SELL_NO_7'] },
  };
  const edited = written.replace("BUY_YES_5: {side: 'yes', action: buy, contracts: 5}", 'BUY_YES_5: {mine: 1}');
  const drafted = draftContract(edited, retrained);
  expect(parse(drafted)).toMatchObject({
    policy: { sha256: '12'.repeat(32), input: { shape: ['batch', 1] }, output: { shape: ['batch', 3] } },
    features: [{ name: 'price', minimum: 0, maximum: 0.5 }],
    actions: {
      discrete: 3,
      labels: ['HOLD', 'BUY_YES_5', 'SELL_NO_7'],
      unreachable: ['SELL_NO_7'],
      orders: { BUY_YES_5: { mine: 1 }, SELL_NO_7: { side: 'no', action: 'sell', contracts: 7 } },
    },
    budgets: parse(written).budgets,
  });
  expect(drafted).toContain('# Generous on purpose');
});
