import { existsSync, globSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession } from 'onnxruntime-node';
import type { Contract } from '../contract/contract.ts';
import { loadContract } from '../contract/load-contract.ts';
import type { ObservationBlock } from '../contract/observation-block.ts';
import { totalSize } from '../contract/tensor.ts';
import { readArtifact } from './artifact.ts';
import { openOracle } from './oracle.ts';
import { sessionOptions } from './session-options.ts';
import { answersOf, feedsOf } from './session-values.ts';

interface Measurement {
  readonly name: string;
  /** Times as fast as onnxruntime alone, in one thread. */
  readonly ratio: number;
  readonly detail: string;
}

/** Blocks that are under way at once, of either side, as a campaign does that computes ahead: so many rows, within bounds. */
const aheadOf = (rows: number) => Math.min(Math.max(8192 / rows, 32), 256);
const rounds = 7;

/** Every policy that has a contract, in blocks of every size, on as many threads as the oracle takes, and on one. */
export async function measure(millisecondsEach = 100): Promise<Measurement[]> {
  const contracts = fileURLToPath(new URL('../../contracts/', import.meta.url));
  const measured: Measurement[] = [];
  for (const file of globSync('*.yaml', { cwd: contracts }).sort()) {
    const { contract, artifactPath } = loadContract(`${contracts}${file}`);
    if (!existsSync(artifactPath)) continue;
    measured.push(...(await measurePolicy(basename(file, '.yaml'), contract, artifactPath, millisecondsEach)));
  }
  return measured;
}

async function measurePolicy(
  name: string,
  contract: Contract,
  artifactPath: string,
  milliseconds: number,
): Promise<Measurement[]> {
  const artifact = await readArtifact(artifactPath);
  await using oracle = await openOracle({ artifact, contract });
  await using single = await openOracle({ artifact, contract, workers: 1 });
  const width = totalSize(contract.policy.inputs);
  const session = await InferenceSession.create(artifact.bytes, sessionOptions);
  const measured: Measurement[] = [];
  for (const rows of [1, 16, 128, 1024]) {
    const [alone, pooled, one] = await rowsPerSecond(
      rows,
      milliseconds,
      [
        (block) => runAlone(session, contract.policy, block),
        (block) => oracle.evaluate(block),
        (block) => single.evaluate(block),
      ],
      width,
    );
    measured.push({
      name: `oracle of ${name} in blocks of ${rows}, against onnxruntime alone`,
      ratio: pooled! / alone!,
      detail: `${Math.round(pooled!)} rows/s against ${Math.round(alone!)}; ${(one! / alone!).toFixed(2)} on one thread`,
    });
  }
  await session.release();
  return measured;
}

/** The median of several rounds; the candidates take turns, so that a busy machine slows all of them. */
async function rowsPerSecond(
  rows: number,
  milliseconds: number,
  candidates: readonly ((block: ObservationBlock) => Promise<unknown>)[],
  width: number,
): Promise<number[]> {
  const rates: number[][] = candidates.map(() => []);
  for (let round = -1; round < rounds; round += 1) {
    for (const [candidate, run] of candidates.entries()) {
      const began = performance.now();
      let done = 0;
      const oneAfterTheOther = async () => {
        do {
          await run({ rows, width, values: new Float32Array(rows * width).fill(1) });
          done += rows;
        } while (performance.now() - began < milliseconds);
      };
      await Promise.all(Array.from({ length: aheadOf(rows) }, oneAfterTheOther));
      // The round before the first only warms up.
      if (round >= 0) rates[candidate]!.push((done * 1000) / (performance.now() - began));
    }
  }
  return rates.map((each) => each.sort((one, other) => one - other)[rounds >> 1]!);
}

/** With a fresh input, and the output read, as the oracle does it. */
async function runAlone(session: InferenceSession, policy: Contract['policy'], { rows, values }: ObservationBlock) {
  const names = policy.outputs.map(({ name }) => name);
  return answersOf(policy.outputs, rows, await session.run(feedsOf(policy.inputs, rows, values), names));
}

if (import.meta.main) console.table(await measure());
