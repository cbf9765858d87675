import { globSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadContract } from '../contract/load-contract.ts';
import { type ObservationBlock, rowOf } from '../contract/observation-block.ts';
import { nominal } from '../observations/nominal.ts';
import { spaceOf } from '../observations/observation-space.ts';
import { toEightBits, withRoundedMatrices } from './altered-weights.ts';
import { readArtifact } from './artifact.ts';
import { givesWhat, type Network, readNetwork } from './network.ts';
import { openOracle } from './oracle.ts';
import { linearModel, threeActions } from './testing/onnx-model.ts';

const contracts = fileURLToPath(new URL('../../contracts/', import.meta.url));
const trained = await Promise.all(
  globSync('*.yaml', { cwd: contracts })
    .sort()
    .map(async (file) => {
      const { contract, artifactPath } = loadContract(contracts + file);
      const artifact = await readArtifact(artifactPath);
      const network = readNetwork(artifact.bytes, contract.policy);
      return { name: basename(file, '.yaml'), policy: basename(dirname(artifactPath)), contract, artifact, network };
    }),
);

const policy = {
  inputs: [{ name: 'observation', shape: ['batch', 4], axes: [4], size: 4, first: 0, dtype: 'float32' }],
  output: { name: 'logits', shape: ['batch', 3], axes: [3], size: 3, dtype: 'float32', decode: 'argmax' },
} as const;

test('the dense networks among the trained policies are read, and no others', () => {
  const read = trained.filter(({ network }) => network).map(({ policy }) => policy);
  expect(read).toEqual(
    expect.arrayContaining(['kalshi-limit-order', 'portfolio-allocator', 'stat-pair', 'bar-window']),
  );
  const others = new Set(trained.filter(({ network }) => !network).map(({ policy }) => policy));
  expect([...others].sort()).toEqual(['kalshi-masked', 'order-router', 'stat-pair-qr-dqn']);
});

describe.for(trained.flatMap(({ network, ...each }) => (network ? [{ ...each, network }] : [])))(
  'the network of $name',
  ({ contract, artifact, network }) => {
    const block = nominal(spaceOf(contract), 3).block(0, 64);

    test('gives what the artifact gives, and what another one gives it does not', async () => {
      await using oracle = await openOracle({ artifact, contract, workers: 1 });
      const answers = await oracle.evaluate(block);
      expect(givesWhat(answers, network, block)).toBe(true);
      const rounded = readNetwork(withRoundedMatrices(artifact.bytes, toEightBits), contract.policy)!;
      expect(givesWhat(answers, rounded, block)).toBe(false);
    });

    test('changes as its slope says, wherever it is smooth', () => {
      expect(smoothShare(network, block)).toBeGreaterThan(0.8);
    });
  },
);

/** Of the values that change anything, the share with which a sum of the outputs changes as the slope says. */
function smoothShare(network: Network, block: ObservationBlock): number {
  let [agreeing, all] = [0, 0];
  for (let index = 0; index < 8; index += 1) {
    const row = Float64Array.from(rowOf(block, index));
    const { outputs, slope } = network(row);
    const shares = outputs.map((_, at) => Math.cos(at));
    const sum = (at: Float64Array) => network(at).outputs.reduce((total, value, on) => total + value * shares[on]!, 0);
    for (const [at, expected] of slope(shares).entries()) {
      const little = 1e-6 * (1 + Math.abs(row[at]!));
      const [less, more] = [row.slice(), row.slice()];
      less[at]! -= little;
      more[at]! += little;
      const seen = (sum(more) - sum(less)) / (2 * little);
      if (seen === 0) continue;
      all += 1;
      if (Math.abs(seen - expected) <= 1e-4 * (1 + Math.abs(expected))) agreeing += 1;
    }
  }
  return agreeing / all;
}

describe('a file of one node', () => {
  test('is a network, with its slope', () => {
    const { outputs, slope } = readNetwork(linearModel({ bias: [1, 2, 3] }), policy)!(Float64Array.of(1, 2, 3, 4));
    expect(Array.from(outputs)).toEqual([0, 5, 6.5]);
    expect(Array.from(slope(Float64Array.of(1, 0, -1)))).toEqual([1, 0, -1, -0.625]);
  });

  test.for([
    ['an operator that is not known', linearModel({ afterwards: ['Softmax', 1] })],
    ['another output than the one that decides', linearModel({ outputName: 'scores' })],
    ['another input', linearModel({ inputName: 'features' })],
    ['weights of another size', linearModel({ claimedSizes: [3, 5] })],
    ['weights in another file', linearModel({ externalLocation: 'weights.bin' })],
    ['fewer outputs', linearModel({ weights: threeActions.slice(0, 2) })],
    ['no model in it', Uint8Array.of(0x3a, 0xff, 0xff, 0x01)],
  ] as const)('is none with %s', ([, file]) => {
    expect(readNetwork(file, policy)).toBeUndefined();
  });
});
