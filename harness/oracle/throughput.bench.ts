/** Rows a second of the oracle, beside onnxruntime alone in the same run. `node harness/oracle/throughput.bench.ts` */
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readArtifact } from './artifact.ts';
import { type Oracle, openOracle } from './oracle.ts';
import { linearPolicy } from './testing/scratch.ts';

export interface Throughput {
  /** Rows a block. */
  readonly block: number;
  /** Rows a second. */
  readonly oracle: number;
  readonly onnxruntime: number;
  readonly ratio: number;
}

export interface Measurement {
  /** Milliseconds from nothing to an oracle, and on to the first 256 answers. */
  readonly open: number;
  readonly firstAnswers: number;
  readonly throughput: readonly Throughput[];
}

/** Two hidden layers of 64. */
const policyFile = new URL('../../fixtures/policies/kalshi-limit-order/policy.onnx', import.meta.url);
const features = 54;
const actions = 21;
/** Blocks that are asked for at once, as a campaign does that computes ahead. */
const ahead = 8;

export async function measure(millisecondsEach = 500): Promise<Measurement> {
  const began = performance.now();
  const artifact = await readArtifact(fileURLToPath(policyFile));
  const policy = linearPolicy(artifact, {
    input: { name: 'observation', shape: ['batch', features], dtype: 'float32' },
    output: { name: 'logits', shape: ['batch', actions], dtype: 'float32', decode: 'argmax' },
  });
  await using oracle = await openOracle({ artifact, policy });
  const open = performance.now() - began;
  await oracle.evaluate(blockOf(256));
  const firstAnswers = performance.now() - began;

  const session = await InferenceSession.create(artifact.bytes, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const throughput: Throughput[] = [];
  for (const block of [1, 16, 128, 1024]) {
    const alone = await rowsPerSecond(block, millisecondsEach, () => runAlone(session, block));
    const pooled = await rowsPerSecond(block * ahead, millisecondsEach, () => runAhead(oracle, block));
    throughput.push({ block, oracle: pooled, onnxruntime: alone, ratio: pooled / alone });
  }
  await session.release();
  return { open, firstAnswers, throughput };
}

async function rowsPerSecond(rows: number, milliseconds: number, run: () => Promise<unknown>): Promise<number> {
  for (let warm = 0; warm < 20; warm += 1) await run();
  const began = performance.now();
  let runs = 0;
  while (performance.now() - began < milliseconds) {
    await run();
    runs += 1;
  }
  return (runs * rows * 1000) / (performance.now() - began);
}

function runAlone(session: InferenceSession, rows: number): Promise<unknown> {
  return session.run({ observation: new Tensor('float32', blockOf(rows).values, [rows, features]) });
}

function runAhead(oracle: Oracle, rows: number): Promise<unknown> {
  return Promise.all(Array.from({ length: ahead }, () => oracle.evaluate(blockOf(rows))));
}

function blockOf(rows: number) {
  return { rows, width: features, values: new Float32Array(rows * features).fill(0.5) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { open, firstAnswers, throughput } = await measure();
  console.log(`open ${open.toFixed(0)} ms, first 256 answers after ${firstAnswers.toFixed(0)} ms`);
  console.table(
    throughput.map(({ block, oracle, onnxruntime, ratio }) => ({
      block,
      'oracle, rows/s': Math.round(oracle),
      'onnxruntime alone, rows/s': Math.round(onnxruntime),
      ratio: ratio.toFixed(2),
    })),
  );
}
