import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readGolden } from '../contract/golden.ts';
import { readArtifact } from './artifact.ts';
import { examineArtifact } from './examine-artifact.ts';
import { openOracle, rowsPerRun } from './oracle.ts';
import { type LinearModel, linearModel, threeActions } from './testing/onnx-model.ts';
import { linearContract, openScratch, type Scratch } from './testing/scratch.ts';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await openScratch();
});
afterAll(() => scratch[Symbol.asyncDispose]());

const rows = 40;
const inputs = { rows, width: 4, values: Float32Array.from({ length: rows * 4 }, (_, at) => (at * 7) % 11) };

/** What `linearModel` must answer, computed here. */
function outputsOf(bias: readonly number[] = [0, 0, 0]) {
  const values = new Float32Array(rows * 3);
  for (let row = 0; row < rows; row += 1) {
    threeActions.forEach((weights, action) => {
      const products = weights.map((weight, feature) => weight * inputs.values[row * 4 + feature]!);
      values[row * 3 + action] = products.reduce((sum, product) => sum + product, bias[action]!);
    });
  }
  return { rows, width: 3, values };
}

async function examine(model: LinearModel, outputs = outputsOf()) {
  const artifact = await readArtifact(await scratch.write('policy.onnx', linearModel(model)));
  const contract = linearContract(artifact);
  await using oracle = await openOracle({ artifact, contract, workers: 1 });
  return await examineArtifact(oracle, { inputs, outputs }, contract);
}

describe('golden vectors', () => {
  test('agree with the model that they were made from', async () => {
    const { golden } = await examine({});
    expect(golden.rows).toBe(rows);
    expect(golden.worst.tolerances).toBeLessThan(1);
    expect(golden.actionDisagreements).toBe(0);
  });

  test('disagree with another model, and the worst place is named', async () => {
    const outputs = outputsOf();
    outputs.values[17 * 3 + 2]! += 100;
    const { golden } = await examine({}, outputs);
    expect(golden.worst).toMatchObject({ row: 17, output: 2 });
    expect(golden.worst.tolerances).toBeGreaterThan(1);
    expect(golden.actionDisagreements).toBe(1);
  });

  test('with a tie in them are counted apart, not judged', async () => {
    const outputs = outputsOf();
    outputs.values.fill(0, 0, 3);
    expect((await examine({}, outputs)).golden).toMatchObject({ nearTies: 1, actionDisagreements: 0 });
  });

  test('agree with nothing where the model answers NaN', async () => {
    const { golden } = await examine({ bias: [0, Number.NaN, 0] });
    expect(golden.worst.tolerances).toBe(Number.POSITIVE_INFINITY);
    expect(golden.actionDisagreements + golden.nearTies).toBe(rows);
  });
});

describe('batches', () => {
  test('agree with rows alone in an honest model, at every size and position', async () => {
    const { batches } = await examine({});
    expect(batches.sizes).toEqual([2, 3, 7, 16, 64, rowsPerRun]);
    // Two rounds a size; the last batch is filled up with the first rows.
    expect(batches.rows).toBe(2 * (40 + 42 + 42 + 48 + 64 + rowsPerRun));
    expect(batches.worst.tolerances).toBeLessThan(1);
  });

  test('disagree where the answer to a row depends on its neighbours', async () => {
    const { batches } = await examine({ afterwards: ['Softmax', 0] });
    expect(batches.worst.tolerances).toBeGreaterThan(1);
    expect(batches.worst.row).toBeGreaterThanOrEqual(0);
    expect(batches.sizes).toContain(batches.worst.size);
  });

  test('are not examined where the model takes none', async () => {
    expect((await examine({ batch: 1 })).batches).toMatchObject({ sizes: [], rows: 0 });
  });
});

const fixture = fileURLToPath(new URL('../../fixtures/policies/kalshi-limit-order/', import.meta.url));

test.skipIf(!existsSync(`${fixture}policy.onnx`))('the trained policy of the fixtures can be believed', async () => {
  const artifact = await readArtifact(`${fixture}policy.onnx`);
  const contract = linearContract(artifact, { features: 54, actions: 21 });
  await using oracle = await openOracle({ artifact, contract });
  const { golden, batches } = await examineArtifact(
    oracle,
    readGolden(`${fixture}golden.json`, { ...contract, features: [] }),
    contract,
  );
  expect(golden.worst.tolerances).toBeLessThanOrEqual(1);
  expect(golden.actionDisagreements).toBe(0);
  expect(batches.worst.tolerances).toBeLessThanOrEqual(1);
});
