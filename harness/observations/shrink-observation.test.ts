import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { observationArbitrary } from './arbitrary.ts';
import { nominal } from './nominal.ts';
import { observationSpace } from './observation-space.ts';
import { shrinkObservation } from './shrink-observation.ts';

/** Even features rest at 0, odd ones at 1, the bound nearest to 0. */
const space = observationSpace(
  Array.from({ length: 54 }, (_, index) => ({
    name: `f${index}`,
    minimum: index % 2 === 0 ? -200 : 1,
    maximum: index % 2 === 0 ? 200 : 3,
  })),
);
const atRest = Float32Array.from({ length: 54 }, (_, index) => index % 2);
const failing = Float32Array.from(nominal(space, 4).block(0, 1).values);
failing[6] = 150;
failing[17] = 2.5;
failing[40] = -120;

function counting(fails: (row: Float32Array) => boolean) {
  const counter = { calls: 0, stillFails: async (row: Float32Array) => Boolean(++counter.calls && fails(row)) };
  return counter;
}

describe('shrinking an observation', () => {
  test('leaves only the features that matter away from rest, each at the first value that fails', async () => {
    const { stillFails } = counting((row) => row[6]! > 30.2 && row[17]! >= 1.5 && row[40]! < -75);
    const expected = atRest.slice();
    expected[6] = 30.5;
    expected[17] = 1.5;
    expected[40] = -75.5;
    expect(await shrinkObservation(space, failing, stillFails)).toEqual(expected);
  });

  test('takes some hundred calls for 54 features', async () => {
    const counter = counting((row) => row[6]! > 30.2 && row[17]! >= 1.5 && row[40]! < -75);
    await shrinkObservation(space, failing, counter.stillFails);
    expect(counter.calls).toBeLessThan(150);
  });

  test('is everything at rest, in one call, where every row fails', async () => {
    const counter = counting(() => true);
    expect(await shrinkObservation(space, failing, counter.stillFails)).toEqual(atRest);
    expect(counter.calls).toBe(1);
  });

  test('is the row itself where nothing smaller fails', async () => {
    const { stillFails } = counting(() => false);
    expect(await shrinkObservation(space, failing, stillFails)).toEqual(failing);
  });

  test('keeps a value that is not on the grid where nothing else fails, and moves it to the grid where that fails too', async () => {
    const golden = failing.slice();
    golden[6] = Math.PI;
    golden[2] = 123.456;
    golden[8] = 123.456;
    golden[10] = Number.NaN;
    golden[12] = 1e9;
    const kept = Math.fround(Math.PI);
    const { stillFails } = counting(
      (row) =>
        row[6] === kept && row[2]! > 123.3 && Math.abs(row[8]! - 110) < 13.46 && Number.isNaN(row[10]) && row[12] !== 0,
    );
    const expected = atRest.slice();
    expected[6] = kept;
    expected[2] = 123.5;
    expected[8] = 97;
    expected[10] = Number.NaN;
    expected[12] = 1e9;
    expect(await shrinkObservation(space, golden, stillFails)).toEqual(expected);
  });

  test('never asks more often than allowed, and never about the same row twice', async () => {
    const asked = new Set<string>();
    let calls = 0;
    const shrunk = await shrinkObservation(
      space,
      failing,
      async (row) => {
        calls += 1;
        asked.add(row.join());
        return row[6]! > 30.2;
      },
      { maximumCalls: 9 },
    );
    expect([calls, asked.size]).toEqual([9, 9]);
    expect(shrunk[6]).toBeGreaterThan(30.2);
  });

  test.each([1, 60])('throws what the question throws, at call %d, and takes it for no failure', async (last) => {
    const counter = counting((row) => {
      if (counter.calls === last) throw new Error('the endpoint is gone');
      return row[6]! > 30.2 && row[17]! >= 1.5 && row[40]! < -75;
    });
    await expect(shrinkObservation(space, failing, counter.stillFails)).rejects.toThrow('the endpoint is gone');
    expect(counter.calls).toBe(last);
  });

  test('gives a row that fails, for any row and any threshold', async () => {
    await fc.assert(
      fc.asyncProperty(observationArbitrary(space), fc.nat(53), async (row, feature) => {
        const fails = (other: Float32Array) => Math.abs(other[feature]!) >= Math.abs(row[feature]!) / 2;
        const shrunk = await shrinkObservation(space, row, async (other) => fails(other));
        expect(fails(shrunk)).toBe(true);
        expect(shrunk.every((value, index) => index === feature || value === atRest[index])).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the arbitrary', () => {
  test('draws rows on the grid, within range', () => {
    fc.assert(
      fc.property(observationArbitrary(space), (row) =>
        row.every((value, feature) => {
          const level = value / space.step[feature]!;
          return Number.isInteger(level) && level >= space.lowest[feature]! && level <= space.highest[feature]!;
        }),
      ),
    );
  });

  test('shrinks its own failures to the first value that fails', () => {
    const details = fc.check(
      fc.property(observationArbitrary(space), (row) => row[6]! < 30.2),
      { seed: 1 },
    );
    const expected = atRest.slice();
    expected[6] = 30.5;
    expect(details.counterexample?.[0]).toEqual(expected);
  });
});
