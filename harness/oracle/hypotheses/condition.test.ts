import { expect, test } from 'vitest';
import type { Feature } from '../../contract/feature.ts';
import { fittedConditions } from './condition.ts';
import type { Sample } from './hypothesis.ts';

const codes = [0, 1, 2, 3, 4];
const features: readonly Feature[] = [
  { name: 'price', kind: 'real', minimum: 0, maximum: 1 },
  { name: 'halted', kind: 'flag', minimum: 0, maximum: 1 },
  { name: 'venue', kind: 'categorical', codes, minimum: 0, maximum: 4 },
];

/** The model always gives action 0, by a little more in every row; `isWrong` says where action 1 is served. */
function sampleWhere(isWrong: (halted: number, venue: number) => boolean): Sample {
  const rows = 200;
  const width = features.length;
  const observed = Array.from(
    { length: rows },
    (_, row) => [((row * 37) % 101) / 101, row % 2, (row >> 1) % 5] as const,
  );
  const requests = { actions: new Int32Array(1), scores: Float32Array.of(1, 0) };
  const observations = { rows, width, values: Float32Array.from(observed.flat()) };
  const answers = {
    rows,
    width: 2,
    scores: Float32Array.from(observed.flatMap(([price]) => [1 + price, 0])),
    actions: new Int32Array(rows),
    margins: Float32Array.from(observed, ([price]) => 1 + price),
  };
  return {
    observations,
    oracle: answers,
    served: Int32Array.from(observed, ([, halted, venue]) => Number(isWrong(halted, venue))),
    servedScores: undefined,
    discretised: undefined,
    forFitting: new Uint8Array(rows).fill(1),
    circumstances: observed.map((_, ordinal) => ({
      ordinal,
      stretch: -1,
      previous: undefined,
      overlapped: true,
      besideMalformed: false,
      flag: true,
      position: 0,
      request: requests,
    })),
    earlier: { observations, ordinals: new Int32Array(rows), answers },
    features,
    inputs: [],
    mask: undefined,
    labels: ['HOLD', 'BUY'],
    rule: { kind: 'argmax', count: 2 },
    tolerance: { relative: 1e-4, absolute: 1e-5 },
  };
}

test.each<[words: string, isWrong: Parameters<typeof sampleWhere>[0]]>([
  ['where venue is 2', (_, venue) => venue === 2],
  ['where venue is 4', (_, venue) => venue === 4],
  ['where venue is above 2.5', (_, venue) => venue > 2],
  ['where halted is 1', (halted) => halted === 1],
  ['where halted is 0', (halted) => halted === 0],
])('%s, something else answers: the condition is found, and comes first', (words, isWrong) => {
  expect(fittedConditions(sampleWhere(isWrong))[0]?.words).toBe(words);
});
