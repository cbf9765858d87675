import fc from 'fast-check';
import type { Evaluate } from '../oracle/answers.ts';
import { directed } from './directed.ts';
import { nominal } from './nominal.ts';
import { observationSpace } from './observation-space.ts';
import { actionCount, rareAction, standInPolicy } from './testing/stand-in-policy.ts';

interface Measurement {
  readonly name: string;
  /** How many times better ours is than theirs, in the same run. */
  readonly ratio: number;
  readonly detail: string;
}

const width = 54;
const space = observationSpace(
  Array.from({ length: width }, (_, index) => ({ name: `f${index}`, minimum: -1 - index, maximum: 1 + index })),
);

export async function measure(): Promise<Measurement[]> {
  const generator = nominal(space, 1);
  let first = 0;
  const [block, array, typed] = valuesPerSecond([
    () => {
      first += 256;
      return generator.block(first, 256).rows;
    },
    sampling(fc.array(fc.float(), { minLength: width, maxLength: width })),
    sampling(fc.float32Array({ minLength: width, maxLength: width })),
  ]);
  return [
    compared('nominal block, against fc.array(fc.float())', block!, array!),
    compared('nominal block, against fc.float32Array()', block!, typed!),
    await searchAgainstUniform(),
  ];
}

function compared(name: string, ours: number, theirs: number): Measurement {
  const millions = (rate: number) => `${(rate / 1e6).toFixed(1)} million values/s`;
  return { name, ratio: ours / theirs, detail: `${millions(ours)} against ${millions(theirs)}` };
}

/** Rows that the oracle is asked about until the rare action (about 1 in 10,000 nominal rows) has 8 rows. */
async function searchAgainstUniform(): Promise<Measurement> {
  const evaluate = await standInPolicy(space, 2);
  const wanted = 8;
  const minimumMargin = 0.01;

  let ours = 0;
  let found = 0;
  const counting: Evaluate = async (block) => {
    const answers = await evaluate(block);
    if (found < wanted) {
      ours += block.rows;
      found += answers.actions.filter(
        (action, row) => action === rareAction && answers.margins[row]! > minimumMargin,
      ).length;
    }
    return answers;
  };
  await directed(space, 3, counting, { actions: actionCount, perAction: wanted, minimumMargin, budget: 16_384 });

  const uniform = nominal(space, 3);
  let theirs = 0;
  for (let seen = 0; seen < wanted && theirs < 400_000; theirs += 1024) {
    const { actions, margins } = await evaluate(uniform.block(theirs, 1024));
    seen += actions.filter((action, row) => action === rareAction && margins[row]! > minimumMargin).length;
  }
  return {
    name: 'directed search for the rarest action, against uniform drawing',
    ratio: theirs / ours,
    detail: `${ours} rows asked of the oracle, against ${theirs}`,
  };
}

/** 256 rows from one run of the arbitrary. */
function sampling(arbitrary: fc.Arbitrary<ArrayLike<number>>): () => number {
  let seed = 0;
  return () => {
    seed += 1;
    return fc.sample(arbitrary, { numRuns: 256, seed }).length;
  };
}

/** The best of ten rounds; the candidates take turns, so that a busy machine slows all of them. */
function valuesPerSecond(candidates: readonly (() => number)[]): number[] {
  const best = candidates.map(() => 0);
  for (let round = 0; round < 10; round += 1) {
    candidates.forEach((drawRows, candidate) => {
      const begun = performance.now();
      let rows = 0;
      while (performance.now() - begun < 50) rows += drawRows();
      const rate = (rows * width * 1000) / (performance.now() - begun);
      best[candidate] = Math.max(best[candidate]!, rate);
    });
  }
  return best;
}

if (import.meta.main) console.table(await measure());
