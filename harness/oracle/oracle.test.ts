import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Artifact, readArtifact } from './artifact.ts';
import { message, operatorSet, text } from './onnx-writer.ts';
import { type Oracle, openOracle, rowsPerRun } from './oracle.ts';
import { type LinearModel, linearModel } from './testing/onnx-model.ts';
import { linearContract, openScratch, type Scratch } from './testing/scratch.ts';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await openScratch();
});
afterAll(() => scratch[Symbol.asyncDispose]());

let files = 0;
async function artifactOf(model: LinearModel = {}): Promise<Artifact> {
  files += 1;
  return readArtifact(await scratch.write(`policy-${files}.onnx`, linearModel(model)));
}

async function open(model: LinearModel = {}, workers = 1): Promise<Oracle> {
  const artifact = await artifactOf(model);
  return openOracle({ artifact, contract: linearContract(artifact), workers });
}

/** Row `r` favours action `r % 3`, by a margin of 1. */
function blockOf(rows: number) {
  const values = new Float32Array(rows * 4);
  for (let row = 0; row < rows; row += 1) values[row * 4 + (row % 3)] = 1;
  return { rows, width: 4, values };
}

describe('the answers of the oracle', () => {
  test('are the scores of the model, with the best action and its margin', async () => {
    await using oracle = await open({ bias: [0, 0.5, 0] });
    const { rows, width, scores, actions, margins } = await oracle.evaluate({
      rows: 2,
      width: 4,
      values: Float32Array.of(1, 2, 3, 0, /* */ 0, 0, 0, 4),
    });
    expect({ rows, width }).toEqual({ rows: 2, width: 3 });
    expect([...scores]).toEqual([1, 2.5, 3, /* */ -2, 1.5, 0.5]);
    expect([...actions]).toEqual([2, 1]);
    expect([...margins]).toEqual([0.5, 1]);
  });

  test('keep the order of the rows in blocks that are cut into several runs', async () => {
    await using oracle = await open({}, 2);
    const rows = 3 * rowsPerRun + 5;
    const { scores, actions, margins } = await oracle.evaluate(blockOf(rows));
    expect([...actions]).toEqual(Array.from({ length: rows }, (_, row) => row % 3));
    expect(margins.every((margin) => margin === 1)).toBe(true);
    expect(scores.length).toBe(rows * 3);
  });

  test('are the same bytes with one worker and with two', async () => {
    const values = Float32Array.from({ length: 1000 * 4 }, (_, at) => Math.sin(at));
    await using one = await open({}, 1);
    await using two = await open({}, 2);
    const block = { rows: 1000, width: 4, values };
    expect((await one.evaluate(block)).scores).toEqual((await two.evaluate(block)).scores);
  });

  test('reach the one who asked, when many ask at once', async () => {
    await using oracle = await open({}, 2);
    const asked = Array.from({ length: 200 }, (_, index) => ({
      rows: 1,
      width: 4,
      values: Float32Array.of(0, index, 0, 0),
    }));
    const answers = await Promise.all(asked.map((block) => oracle.evaluate(block)));
    expect(answers.map(({ scores }) => scores[1])).toEqual(asked.map((_, index) => index));
  });

  test('stay as they are when more is asked, whatever the sizes', async () => {
    await using oracle = await open({}, 2);
    const sizes = [1, 300, 2, 1, 1500, 7, 1, 1, 64];
    const ask = () => Promise.all(sizes.map((rows) => oracle.evaluate(blockOf(rows))));
    const answers = await ask();
    const kept = structuredClone(answers);
    await ask();
    expect(answers).toEqual(kept);
    for (const { rows, scores, actions, margins } of answers) {
      expect([scores.length, margins.length]).toEqual([rows * 3, rows]);
      expect([...actions]).toEqual(Array.from({ length: rows }, (_, row) => row % 3));
      expect(scores.byteLength).toBe(scores.buffer.byteLength);
    }
  });

  test('leave the block as it was', async () => {
    await using oracle = await open();
    const block = blockOf(300);
    const before = block.values.slice();
    await oracle.evaluate(block);
    expect(block.values).toEqual(before);
  });

  test('come row by row from a model that takes one row at a time', async () => {
    await using oracle = await open({ batch: 1 });
    expect([...(await oracle.evaluate(blockOf(5))).actions]).toEqual([0, 1, 2, 0, 1]);
  });

  test('to NaN are no action', async () => {
    await using oracle = await open();
    const { actions, margins } = await oracle.evaluate({
      rows: 1,
      width: 4,
      values: new Float32Array(4).fill(Number.NaN),
    });
    expect([...actions]).toEqual([-1]);
    expect([...margins]).toEqual([Number.NaN]);
  });

  test('to no rows are none', async () => {
    await using oracle = await open();
    expect(await oracle.evaluate(blockOf(0))).toMatchObject({ rows: 0, width: 3, scores: new Float32Array() });
  });
});

describe('an artifact that is not loaded', () => {
  test('has another digest than the policy', async () => {
    const artifact = await artifactOf();
    const contract = linearContract({ ...artifact, sha256: '0'.repeat(64) });
    await expect(openOracle({ artifact: artifact.path, contract })).rejects.toMatchObject({ code: 'ARTIFACT_DIGEST' });
  });

  test.each<[code: string, said: string, model: LinearModel]>([
    ['ARTIFACT_MISMATCH', 'has no input observation; it has obs', { inputName: 'obs' }],
    ['ARTIFACT_MISMATCH', 'exactly 8 rows', { batch: 8 }],
    ['ARTIFACT_OPSET_UNKNOWN', 'needs opset 99 of ai.onnx; this onnxruntime has it up to ', { opset: 99 }],
    ['ARTIFACT_OPSET_UNKNOWN', 'has ONNX IR version 99; this onnxruntime knows them up to ', { irVersion: 99 }],
    ['ARTIFACT_OPERATOR_UNKNOWN', 'No Op registered for Gemmm', { operator: 'Gemmm' }],
    [
      'ARTIFACT_OPERATOR_UNKNOWN',
      'com.example',
      { operator: 'Secret', inNode: text(7, 'com.example'), inModel: message(8, operatorSet('com.example', 1)) },
    ],
    ['ARTIFACT_INVALID', 'Dimension mismatch', { claimedSizes: [3, 4_000_000] }],
    ['ARTIFACT_INVALID', 'is refused by onnxruntime', { claimedSizes: [2 ** 40, 2 ** 40] }],
    ['ARTIFACT_INVALID', 'is refused by onnxruntime', { claimedSizes: [-3, -4] }],
  ])('%s: %s', async (code, said, model) => {
    await expect(open(model)).rejects.toMatchObject({ code, exitCode: 64, problem: expect.stringContaining(said) });
  });
});

describe('an artifact that loads and then fails', () => {
  test('with other scores than the contract says, is ARTIFACT_MISMATCH', async () => {
    const shapeless = message(12, (output) => {
      text(1, 'observation')(output);
      message(
        2,
        message(1, (type) => type.uint32(1 << 3).int32(1)),
      )(output);
    });
    const artifact = await artifactOf({ inGraph: shapeless });
    const contract = linearContract(artifact, { output: 'observation' });
    await using oracle = await openOracle({ artifact, contract });
    await expect(oracle.evaluate(blockOf(2))).rejects.toMatchObject({
      code: 'ARTIFACT_MISMATCH',
      exitCode: 64,
      mismatches: [
        'for 2 rows the output observation is float32 of shape [2, 4]; the contract says float32 of shape [batch, 3]',
      ],
    });
  });
});

describe('the end of the oracle', () => {
  test('waits for what was asked', async () => {
    const oracle = await open({}, 2);
    const asked = oracle.evaluate(blockOf(20 * rowsPerRun));
    await oracle[Symbol.asyncDispose]();
    expect((await asked).rows).toBe(20 * rowsPerRun);
  });

  test('keeps its process alive until it has come', async () => {
    const { path } = await artifactOf();
    const program = join(import.meta.dirname, 'testing/close-while-asked.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [program, path]);
    expect(stdout).toBe('closed\n');
  });

  test('may be asked for twice, and answers no more', async () => {
    const oracle = await open();
    await Promise.all([oracle[Symbol.asyncDispose](), oracle[Symbol.asyncDispose]()]);
    await expect(oracle.evaluate(blockOf(1))).rejects.toMatchObject({ code: 'ORACLE_CLOSED', exitCode: 70 });
  });

  test('comes to everything that was asked when a worker is lost, now and later', async () => {
    const started = once(process, 'worker');
    const oracle = await open();
    const [worker]: Worker[] = await started;
    const asked = Array.from({ length: 50 }, () => oracle.evaluate(blockOf(rowsPerRun)));
    const settled = Promise.allSettled(asked);
    await worker?.terminate();
    const lost = { code: 'ORACLE_WORKER_LOST', exitCode: 70 };
    expect((await settled).at(-1)).toMatchObject({ status: 'rejected', reason: lost });
    await expect(oracle.evaluate(blockOf(1))).rejects.toMatchObject(lost);
    await oracle[Symbol.asyncDispose]();
  });
});

test('a block of another width is refused, since it is a mistake of the harness', async () => {
  await using oracle = await open();
  await expect(oracle.evaluate({ rows: 1, width: 3, values: new Float32Array(3) })).rejects.toMatchObject({
    code: 'ORACLE_BLOCK',
    exitCode: 70,
  });
});
