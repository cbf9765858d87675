import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readGolden } from '../../contract/golden.ts';
import { loadContract } from '../../contract/load-contract.ts';
import { loadStack } from '../../contract/load-stack.ts';
import { rowsSentAgain } from '../../history/phase.ts';
import { spaceOf } from '../../observations/observation-space.ts';
import { readNetwork } from '../../oracle/network.ts';
import { openOracle } from '../../oracle/oracle.ts';
import { protocolOf } from '../../protocols/protocol-of.ts';
import { type Call, isBlock } from '../call.ts';
import { repeatedRows } from './repeated-rows.ts';

const file = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** The calls of the phase for a contract of the fixtures, and what the oracle says of each row. */
async function callsOf(name: string, maximumRows: number) {
  const { contract, artifactPath, goldenPath } = loadContract(file(`contracts/${name}.yaml`));
  const { endpoint } = loadStack(file('fixtures/stacks/embedded/stack.yaml')).stack;
  await using oracle = await openOracle({ artifact: artifactPath, contract, workers: 1 });
  const protocol = protocolOf({ contract, endpoint, environment: () => undefined });
  const calls: Call[] = [];
  const blocks = repeatedRows({
    contract,
    protocol: { ...protocol, maximumRows },
    space: spaceOf(contract),
    seed: 17,
    evaluate: oracle.evaluate,
    network: readNetwork(oracle.artifact.bytes, contract.policy),
    golden: readGolden(goldenPath, contract).inputs,
    observations: 700,
    calls: 100,
  });
  for await (const block of blocks) calls.push(...block);
  const first = calls.slice(0, rowsSentAgain.repeat);
  return { calls, first, contract };
}

const sizeOf = ({ content }: Call) => (isBlock(content) ? content.rows : 0);

describe('of an endpoint that draws, repeated are', () => {
  test('rows whose Gaussians lie inside of the box', async () => {
    const { first } = await callsOf('stat-pair-ppo-sampled', 1);
    for (const { expected } of first) {
      const [, mean, logDeviation] = expected;
      expect(Math.abs(mean!) + 2 * Math.exp(logDeviation!)).toBeLessThan(1);
    }
  });

  test('rows whose actions leave each other a chance, some of them just too little for a nucleus of 95 %', async () => {
    const { first } = await callsOf('portfolio-allocator-sampled', 1);
    const least = first.map(({ expected }) => {
      const weights = Array.from(expected, (score) => Math.exp(score - Math.max(...expected)));
      return 1 - 1 / weights.reduce((sum, weight) => sum + weight, 0);
    });
    expect(Math.min(...least)).toBeGreaterThan(0.03);
    const cutOff = least.filter((others) => others < 0.05).length;
    expect(cutOff).toBeGreaterThanOrEqual(16);
    expect(cutOff).toBeLessThan(least.length / 2);
    expect(least.filter((others) => others > 0.4).length).toBeGreaterThanOrEqual(16);
  });

  test('the same rows in full batches after single ones, each under its subject', async () => {
    const { calls, first } = await callsOf('stat-pair-ppo-sampled', 48);
    const batches = calls.filter((call) => sizeOf(call) > 1);
    expect(new Set(batches.map(sizeOf))).toEqual(new Set([48]));
    expect(calls.slice(-batches.length)).toEqual(batches);
    expect(batches.reduce((sum, call) => sum + sizeOf(call), 0)).toBeGreaterThanOrEqual(16_384);
    const width = first[0]!.expected.length;
    for (const { subject, expected, content } of batches) {
      for (let row = 0; row < 48; row += 1) {
        const own = first[(subject + row) % rowsSentAgain.repeat]!;
        if (!isBlock(content) || !isBlock(own.content)) throw new Error('no observation');
        const { values, width: features } = content;
        expect(values.subarray(row * features, (row + 1) * features)).toEqual(own.content.values);
        for (let value = 0; value < width; value += 1) {
          expect(expected[row * width + value]).toBeCloseTo(own.expected[value]!, 4);
        }
      }
    }
  });

  test('no more than a few hundred requests where batches are small, and single rows where there are none', async () => {
    const small = await callsOf('stat-pair-ppo-sampled', 2);
    expect(small.calls.filter((call) => sizeOf(call) > 1)).toHaveLength(512);
    const single = await callsOf('stat-pair-ppo-sampled', 1);
    expect(single.calls.map(sizeOf)).toEqual(Array.from({ length: 64 * rowsSentAgain.repeat }, () => 1));
  });
});
