import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readArtifact } from './artifact.ts';
import { type Oracle, openOracle } from './oracle.ts';
import { linearContract } from './testing/scratch.ts';

interface Measurement {
  readonly name: string;
  /** Times as fast as onnxruntime alone, in one thread. */
  readonly ratio: number;
  readonly detail: string;
}

/** Two hidden layers of 64. */
const policyFile = new URL('../../fixtures/policies/kalshi-limit-order/policy.onnx', import.meta.url);
const features = 54;
const actions = 21;
/** Blocks that are asked for at once, as a campaign does that computes ahead. */
const ahead = 8;

export async function measure(millisecondsEach = 500): Promise<Measurement[]> {
  const artifact = await readArtifact(fileURLToPath(policyFile));
  await using oracle = await openOracle({ artifact, contract: linearContract(artifact, { features, actions }) });

  const session = await InferenceSession.create(artifact.bytes, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const measured: Measurement[] = [];
  for (const block of [1, 16, 128, 1024]) {
    const alone = await rowsPerSecond(block, millisecondsEach, () => runAlone(session, block));
    const pooled = await rowsPerSecond(block * ahead, millisecondsEach, () => runAhead(oracle, block));
    measured.push({
      name: `oracle in blocks of ${block}, against onnxruntime alone`,
      ratio: pooled / alone,
      detail: `${Math.round(pooled)} rows/s against ${Math.round(alone)} rows/s`,
    });
  }
  await session.release();
  return measured;
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

if (import.meta.main) console.table(await measure());
