import fc from 'fast-check';
import type { Feature } from '../contract/feature.ts';
import { nominal } from './nominal.ts';
import { observationSpace } from './observation-space.ts';

interface Measurement {
  readonly name: string;
  /** How many times better ours is than theirs, in the same run. */
  readonly ratio: number;
  readonly detail: string;
}

const widths = [18, 54];
const rounds = 100;
/** Short, so that in some of the rounds nothing else runs on the machine. */
const milliseconds = 5;

export function measure(): Measurement[] {
  return widths.flatMap((width) => {
    const real = Array.from({ length: width }, (_, index) => realFeature(index));
    const kinds = real.map((feature, index) => [feature, ...otherKinds][index % 4] ?? feature);
    const [ofReal, ofKinds, array, typed] = valuesPerSecond(width, [
      drawing(real),
      drawing(kinds),
      sampling(fc.array(fc.float(), { minLength: width, maxLength: width })),
      sampling(fc.float32Array({ minLength: width, maxLength: width })),
    ]);
    return [
      compared(`nominal block of ${width} features, against fc.array(fc.float())`, ofReal!, array!),
      compared(`nominal block of ${width} features, against fc.float32Array()`, ofReal!, typed!),
      compared(`nominal block of ${width} features of all kinds, against fc.array(fc.float())`, ofKinds!, array!),
      compared(`nominal block of ${width} features of all kinds, against fc.float32Array()`, ofKinds!, typed!),
    ];
  });
}

function realFeature(index: number): Feature {
  return { name: `f${index}`, minimum: -1 - index, maximum: 1 + index };
}

const otherKinds: readonly Feature[] = [
  { name: 'lots', kind: 'integer', minimum: 0, maximum: 64 },
  { name: 'venue', kind: 'categorical', minimum: 1, maximum: 9, codes: [1, 2, 4, 9] },
  { name: 'halted', kind: 'flag', minimum: 0, maximum: 1 },
];

function compared(name: string, ours: number, theirs: number): Measurement {
  const millions = (rate: number) => `${(rate / 1e6).toFixed(1)} million values/s`;
  return { name, ratio: ours / theirs, detail: `${millions(ours)} against ${millions(theirs)}` };
}

/** Blocks of 256 rows, one after the other. */
function drawing(features: readonly Feature[]): () => number {
  const generator = nominal(observationSpace(features), 1);
  let first = 0;
  return () => {
    first += 256;
    return generator.block(first, 256).rows;
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

/** The best of several rounds; the candidates take turns, so that a busy machine slows all of them. */
function valuesPerSecond(width: number, candidates: readonly (() => number)[]): number[] {
  const best = candidates.map(() => 0);
  for (let round = 0; round < rounds; round += 1) {
    candidates.forEach((drawRows, candidate) => {
      const begun = performance.now();
      let rows = 0;
      while (performance.now() - begun < milliseconds) rows += drawRows();
      const rate = (rows * width * 1000) / (performance.now() - begun);
      best[candidate] = Math.max(best[candidate]!, rate);
    });
  }
  return best;
}

if (import.meta.main) console.table(measure());
