import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readGolden } from '../harness/contract/golden.ts';
import { loadContract } from '../harness/contract/load-contract.ts';
import { draftContract, recordPathOf, recordSchema } from './draft-contract.ts';

const path = fileURLToPath(new URL('../contracts/kalshi-limit-order.yaml', import.meta.url));
const written = readFileSync(path, 'utf8');
const record = recordSchema.parse(JSON.parse(readFileSync(recordPathOf(path, written), 'utf8')));

test('the contract of the kalshi policy is what the record of its training says (else run scripts/draft-contract.ts)', () => {
  expect(draftContract(written, record)).toBe(written);
  const { contract } = loadContract(path);
  expect(contract.policy.sha256).toBe(record.artifact.sha256);
  expect(contract.features).toEqual(
    record.features.map(({ name, kind, minimum, maximum, unit }) => ({ name, kind, minimum, maximum, unit })),
  );
  expect(contract.actions.labels).toEqual(record.actions);
});

test('the golden vectors of the kalshi policy are those of its artifact, and fit the contract', () => {
  const { contract, goldenPath } = loadContract(path);
  const golden = readGolden(goldenPath, contract);
  expect(golden.artifact).toBe(contract.policy.sha256);
  expect(golden.inputs.rows).toBeGreaterThanOrEqual(100);
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
