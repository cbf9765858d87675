import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Feature } from '../contract/feature.ts';
import type { ObservationBlock } from '../contract/observation-block.ts';
import { differenceInWords } from './feature-difference-wording.ts';
import { type FeatureDifference, featureDifferences } from './feature-differences.ts';

const tolerance = { relative: 1e-6, absolute: 1e-6 };
const rows = 120;
const features: readonly Feature[] = ['return', 'rsi_14', 'sma_fast', 'sma_slow', 'volume'].map((name) => ({
  name,
  minimum: -1,
  maximum: 1,
}));
const width = features.length;

/** Values that are all over the range, and exact in float32. */
const blocks = fc
  .noShrink(
    fc.array(fc.noBias(fc.integer({ min: -4096, max: 4096 })), {
      minLength: rows * width,
      maxLength: rows * width,
    }),
  )
  .map((cells): ObservationBlock => ({ rows, width, values: Float32Array.from(cells, (cell) => cell / 4096) }));

const columns = fc.nat({ max: width - 1 });
const beginnings = fc.nat({ max: 30 });

/** Replaces a feature from an observation on. */
function planted(
  block: ObservationBlock,
  feature: number,
  first: number,
  value: (row: number, expected: number) => number,
): ObservationBlock {
  const values = block.values.slice();
  for (let row = first; row < block.rows; row += 1) {
    values[row * width + feature] = value(row, block.values[row * width + feature]!);
  }
  return { ...block, values };
}

function columnOf({ values }: ObservationBlock, feature: number): Float32Array {
  return values.filter((_, at) => at % width === feature);
}

function differencesOf(expected: ObservationBlock, seen: ObservationBlock): readonly FeatureDifference[] {
  return featureDifferences(expected, seen, features, tolerance);
}

/** The difference of the one feature that was changed. */
function onlyDifference(expected: ObservationBlock, seen: ObservationBlock): FeatureDifference {
  const differences = differencesOf(expected, seen);
  expect(differences).toHaveLength(1);
  return differences[0]!;
}

function hold<Drawn>(property: fc.IRawProperty<Drawn>): void {
  fc.assert(property, { seed: 29, numRuns: 40 });
}

describe('what was planted is found', () => {
  test('nothing in equal blocks, nor in what agrees within tolerance', () => {
    hold(
      fc.property(blocks, (block) => {
        expect(differencesOf(block, block)).toEqual([]);
        const nearby = block.values.map((value) => value * (1 + 5e-7));
        expect(differencesOf(block, { ...block, values: nearby })).toEqual([]);
      }),
    );
  });

  test('a constant, by its value', () => {
    hold(
      fc.property(
        blocks,
        columns,
        beginnings,
        fc.constantFrom(0, 0.5, 2, Number.NaN),
        (block, feature, first, value) => {
          const seen = planted(block, feature, first, () => value);
          expect(onlyDifference(block, seen)).toMatchObject({ feature, relation: { kind: 'constant', value } });
        },
      ),
    );
  });

  test('a shift, by how much', () => {
    hold(
      fc.property(
        blocks,
        columns,
        beginnings,
        fc.constantFrom(-3, -0.125, 0.001, 0.75, 1000),
        (block, feature, first, by) => {
          const difference = onlyDifference(
            block,
            planted(block, feature, first, (_, value) => value + by),
          );
          expect(difference).toMatchObject({ feature, first, differing: rows - first, observations: rows });
          expect(difference.relation).toEqual({ kind: 'shift', by: expect.closeTo(by, 4) });
          expect(difference.largest).toBeCloseTo(Math.abs(by), 3);
        },
      ),
    );
  });

  test('a small shift of values that are large in float32', () => {
    hold(
      fc.property(blocks, columns, (block, feature) => {
        const large = planted(block, feature, 0, (row, value) => (row % 5 === 0 ? 0 : 1024 * value));
        const seen = planted(large, feature, 0, (_, value) => value + 0.02);
        expect(onlyDifference(large, seen).relation).toEqual({ kind: 'shift', by: expect.closeTo(0.02, 5) });
      }),
    );
  });

  test.each([10_000, 100, 2, 0.5, 0.0001, -1, -30, 1.01])('a scale of %d', (factor) => {
    hold(
      fc.property(blocks, columns, beginnings, (block, feature, first) => {
        const seen = planted(block, feature, first, (_, value) => value * factor);
        const { relation } = onlyDifference(block, seen);
        expect(relation).toEqual({ kind: 'scale', factor: closeTo(factor) });
      }),
    );
  });

  test.each([
    [-1, 1],
    [2, -1],
    [0.01, 50],
    [1.8, 32],
  ])('%d times and %d', (factor, by) => {
    hold(
      fc.property(blocks, columns, beginnings, (block, feature, first) => {
        const seen = planted(block, feature, first, (_, value) => value * factor + by);
        const { relation } = onlyDifference(block, seen);
        expect(relation).toEqual({ kind: 'affine', factor: expect.closeTo(factor, 3), by: expect.closeTo(by, 3) });
      }),
    );
  });

  test('a lag, and a look ahead, by how many observations', () => {
    const lags = fc.integer({ min: -64, max: 64 }).filter((lag) => lag !== 0);
    hold(
      fc.property(blocks, columns, lags, (block, feature, lag) => {
        const own = columnOf(block, feature);
        const seen = planted(block, feature, 0, (row) => own[Math.min(Math.max(row - lag, 0), rows - 1)]!);
        expect(onlyDifference(block, seen).relation).toEqual({ kind: 'lag', observations: lag });
      }),
    );
  });

  test('two features exchanged, each with the other', () => {
    const pairs = fc.tuple(columns, columns).filter(([one, other]) => one < other);
    hold(
      fc.property(blocks, pairs, beginnings, (block, [one, other], first) => {
        const [ofOne, ofOther] = [columnOf(block, one), columnOf(block, other)];
        const half = planted(block, one, first, (row) => ofOther[row]!);
        const seen = planted(half, other, first, (row) => ofOne[row]!);
        expect(differencesOf(block, seen).map(({ feature, relation }) => ({ feature, relation }))).toEqual([
          { feature: one, relation: { kind: 'exchange', feature: other } },
          { feature: other, relation: { kind: 'exchange', feature: one } },
        ]);
      }),
    );
  });

  test('bounds that training does not have', () => {
    const bounds = fc.tuple(fc.constantFrom(-0.5, undefined), fc.constantFrom(0.25, undefined));
    hold(
      fc.property(blocks, columns, beginnings, bounds, (block, feature, first, [minimum, maximum]) => {
        fc.pre(minimum !== undefined || maximum !== undefined);
        const seen = planted(block, feature, first, (_, value) =>
          Math.min(Math.max(value, minimum ?? -9), maximum ?? 9),
        );
        expect(onlyDifference(block, seen).relation).toEqual({
          kind: 'clipped',
          ...(minimum === undefined ? {} : { minimum }),
          ...(maximum === undefined ? {} : { maximum }),
        });
      }),
    );
  });

  test('bounds of training that are not kept', () => {
    hold(
      fc.property(blocks, columns, beginnings, (block, feature, first) => {
        const wide = planted(block, feature, 0, (_, value) => 3 * value);
        const held = planted(wide, feature, 0, (_, value) => Math.min(Math.max(value, -1), 1));
        const beyond = columnOf(wide, feature);
        const seen = planted(held, feature, first, (row) => beyond[row]!);
        expect(onlyDifference(held, seen).relation).toEqual({ kind: 'unclipped' });
      }),
    );
  });

  test('one value in place of some, and not of others', () => {
    hold(
      fc.property(blocks, columns, fc.constantFrom(0, Number.NaN), (block, feature, value) => {
        const seen = planted(block, feature, 0, (row, expected) => (row % 3 === 0 ? value : expected));
        expect(onlyDifference(block, seen).relation).toEqual({ kind: 'filled', value });
      }),
    );
  });

  test('nothing where each observation is wrong in its own way', () => {
    hold(
      fc.property(blocks, columns, (block, feature) => {
        const seen = planted(block, feature, 0, (row, value) => value + 0.01 + ((row * row) % 7) / 10);
        expect(onlyDifference(block, seen).relation).toEqual({ kind: 'otherwise' });
      }),
    );
  });
});

describe('what cannot be told is not told', () => {
  test('one observation that fits nothing spoils a fit', () => {
    hold(
      fc.property(blocks, columns, fc.nat({ max: rows - 1 }), (block, feature, odd) => {
        const seen = planted(block, feature, 0, (row, value) => (row === odd ? 7 : 10 + value));
        expect(onlyDifference(block, seen).relation).toEqual({ kind: 'otherwise' });
      }),
    );
  });

  test('seven observations are too few, eight are enough', () => {
    hold(
      fc.property(blocks, columns, (block, feature) => {
        const own = columnOf(block, feature);
        fc.pre(new Set(own.subarray(-8)).size === 8);
        const kindFrom = (first: number) =>
          onlyDifference(
            block,
            planted(block, feature, first, (_, value) => value + 3),
          ).relation.kind;
        expect([kindFrom(rows - 7), kindFrom(rows - 8)]).toEqual(['otherwise', 'shift']);
      }),
    );
  });

  test('many observations of one value are too few as well', () => {
    const block = { rows, width, values: new Float32Array(rows * width).fill(0.5) };
    const seen = planted(block, 2, 0, () => 0.25);
    expect(onlyDifference(block, seen)).toMatchObject({ differing: rows, relation: { kind: 'otherwise' } });
  });
});

test('NaN, and nothing but it, is a difference without bounds', () => {
  hold(
    fc.property(blocks, columns, fc.nat({ max: rows - 1 }), (block, feature, broken) => {
      const seen = planted(block, feature, 0, (row, value) => (row === broken ? Number.NaN : value));
      expect(onlyDifference(block, seen)).toEqual({
        feature,
        first: broken,
        differing: 1,
        observations: rows,
        largest: Number.POSITIVE_INFINITY,
        relation: { kind: 'otherwise' },
      });
    }),
  );
});

test('blocks of two shapes are not compared', () => {
  const block = { rows: 2, width, values: new Float32Array(2 * width) };
  expect(() => differencesOf(block, { ...block, rows: 1 })).toThrow(RangeError);
  expect(() => featureDifferences(block, block, features.slice(1), tolerance)).toThrow('4 features are named');
});

describe('in words', () => {
  const difference = { feature: 3, first: 12, differing: 388, observations: 400, largest: 0.25 };

  test.each<[FeatureDifference['relation'], string]>([
    [{ kind: 'scale', factor: 9999.9998 }, 'it is 10,000 times what training computed'],
    [{ kind: 'scale', factor: 0.000100000002 }, 'it is what training computed divided by 10,000'],
    [{ kind: 'scale', factor: 0.37 }, 'it is 0.37 times what training computed'],
    [{ kind: 'scale', factor: 0.9999 }, 'it is 0.9999 times what training computed'],
    [{ kind: 'scale', factor: -1 }, 'it is what training computed with its sign turned'],
    [{ kind: 'shift', by: -0.5 }, 'it is what training computed, less 0.5'],
    [{ kind: 'affine', factor: -1, by: 1 }, 'it is what training computed with its sign turned, plus 1'],
    [{ kind: 'constant', value: 0 }, 'it is always 0'],
    [{ kind: 'constant', value: Number.NaN }, 'it is always NaN'],
    [{ kind: 'lag', observations: 1 }, 'it is what training computed one window before'],
    [{ kind: 'lag', observations: -3 }, 'it is what training computes only 3 windows later: it looks ahead'],
    [{ kind: 'exchange', feature: 1 }, 'it is what training computed for feature 1 (rsi_14)'],
    [{ kind: 'clipped', maximum: 0.5 }, 'it is what training computed, but held at 0.5 or below'],
    [{ kind: 'clipped', minimum: 0, maximum: 0.5 }, 'it is what training computed, but held between 0 and 0.5'],
    [{ kind: 'filled', value: 0 }, 'it is 0 in each of them'],
    [{ kind: 'unclipped' }, 'it leaves the range -1 to 1, within which training held it'],
    [{ kind: 'otherwise' }, 'by up to 0.25, and no simple relation can be told'],
  ])('%j', (relation, how) => {
    expect(differenceInWords({ ...difference, relation }, features, 'window')).toBe(
      `feature 3 (sma_slow) differs from window 12 on, in 388 of 400: ${how}`,
    );
  });
});

/** To the sixth digit. */
function closeTo(value: number): number {
  return expect.closeTo(value, 6 - Math.ceil(Math.log10(Math.abs(value))) - 1) as number;
}
