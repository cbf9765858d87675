import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Feature } from '../contract/feature.ts';
import { type ObservationBlock, rowOf } from '../contract/observation-block.ts';
import { allowsSomething } from './allowed-actions.ts';
import { observationArbitrary } from './arbitrary.ts';
import { boundary, boundaryCycle } from './boundary.ts';
import { gridOf } from './feature-grid.ts';
import { type Generator, rowByRow } from './generator.ts';
import { golden } from './golden.ts';
import { nominal, nominalRow } from './nominal.ts';
import { type ObservationSpace, observationSpace } from './observation-space.ts';
import { precise } from './precise.ts';
import { RowStream } from './row-stream.ts';

const oddRanges: readonly (readonly [number, number])[] = [
  [0, 1],
  [-1, 1],
  [-200, 200],
  [0, 86_400],
  [-0.05, 0.05],
  [0.1, 0.3],
  [1e-6, 2e-6],
  [-2e-6, -1e-6],
  [-1e9, 1e9],
  [1e9, 1e9 + 100],
  [1_000_000, 1_000_000.5],
  [1e-45, 1e-40],
  [-1e39, 1e39],
  [3, 3.000001],
  [-1e-50, 0],
];

const range = fc.oneof(
  fc.constantFrom(...oddRanges),
  fc
    .tuple(
      fc.double({ min: -1e12, max: 1e12, noNaN: true }),
      fc.double({ min: 1e-6, max: 1e12, noNaN: true }),
      fc.integer({ min: -20, max: 20 }),
    )
    .map(([from, width, exponent]) => {
      const minimum = from * 2 ** exponent;
      return [minimum, minimum + Math.max(width * 2 ** exponent, Math.abs(minimum) * 2 ** -22)] as const;
    }),
);

const real = range.map(([minimum, maximum]) => ({ kind: 'real', minimum, maximum }) as const);

const integer = fc
  .tuple(fc.double({ min: -1e7, max: 1e7, noNaN: true }), fc.integer({ min: 2, max: 1e9 }))
  .map(([minimum, span]) => ({ kind: 'integer', minimum, maximum: minimum + span }) as const);

const categorical = fc
  .uniqueArray(fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.constantFrom(0, 0.5, -2.25, 16_777_216)), {
    minLength: 2,
    maxLength: 12,
  })
  .map((listed) => {
    const codes = listed.toSorted((one, other) => one - other);
    return { kind: 'categorical', minimum: codes[0]!, maximum: codes.at(-1)!, codes } as const;
  });

const flag = fc.constant({ kind: 'flag', minimum: 0, maximum: 1 } as const);

interface Drawn {
  readonly list: readonly Feature[];
  readonly space: ObservationSpace;
}

/** Features of all kinds, and sometimes the flags of a mask behind them. */
const spaces: fc.Arbitrary<Drawn> = fc
  .tuple(
    fc.array(fc.oneof({ weight: 3, arbitrary: real }, integer, categorical, flag), { minLength: 1, maxLength: 60 }),
    fc.oneof(fc.constant(0), fc.integer({ min: 2, max: 21 })),
  )
  .map(([listed, actions]) => {
    const mask = { first: listed.length, size: actions };
    const flags = Array.from({ length: actions }, () => ({ kind: 'flag', minimum: 0, maximum: 1 }) as const);
    const list = [...listed, ...flags].map((feature, index) => ({ name: `f${index}`, ...feature }));
    return { list, space: observationSpace(list, actions > 0 ? mask : undefined) };
  });

const seeds = fc.oneof(fc.nat(), fc.maxSafeNat());

const generators: readonly {
  readonly name: string;
  readonly seeded: boolean;
  readonly make: (space: ObservationSpace, seed: number) => Generator;
}[] = [
  { name: 'nominal', seeded: true, make: nominal },
  { name: 'boundary', seeded: true, make: boundary },
  { name: 'precise', seeded: true, make: precise },
  {
    name: 'golden',
    seeded: false,
    make: (space, seed) => golden(space.width, nominal(space, seed).block(0, 7).values),
  },
];

describe.each(generators)('every block of $name', ({ make }) => {
  const rows = 40;

  test('is within the range of every feature, and never NaN', () => {
    fc.assert(
      fc.property(spaces, seeds, ({ list, space }, seed) => {
        for (const [feature, value] of cells(make(space, seed).block(0, rows))) {
          const { minimum, maximum } = list[feature]!;
          if (!(minimum <= value && value <= maximum)) expect.fail(`${value} is not in ${minimum} to ${maximum}`);
        }
      }),
    );
  });

  test('survives JSON: the text of a value is that float32 again, and never -0', () => {
    fc.assert(
      fc.property(spaces, seeds, ({ space }, seed) => {
        for (const [, value] of cells(make(space, seed).block(0, rows))) {
          const read: unknown = JSON.parse(JSON.stringify(value));
          if (!Object.is(read, value) || Math.fround(value) !== value) expect.fail(`${value} came back as ${read}`);
        }
      }),
    );
  });

  test('is the same bytes for the same seed, however the rows are cut into blocks', () => {
    fc.assert(
      fc.property(
        spaces,
        seeds,
        fc.oneof(fc.nat(1000), fc.constant(2 ** 32 - 20), fc.constant(2 ** 45)),
        fc.nat(rows),
        ({ space }, seed, first, cut) => {
          const whole = make(space, seed).block(first, rows).values;
          const again = make(space, seed);
          const late = again.block(first + cut, rows - cut).values;
          const early = again.block(first, cut).values;
          expect(Buffer.concat([bytes(early), bytes(late)]).equals(bytes(whole))).toBe(true);
        },
      ),
    );
  });

  test('has whole numbers for integers, 0 or 1 for flags, and for categories their codes', () => {
    fc.assert(
      fc.property(spaces, seeds, ({ list, space }, seed) => {
        for (const [feature, value] of cells(make(space, seed).block(0, rows))) {
          if (!isOfItsKind(list[feature]!, value))
            expect.fail(`${value} is no value of ${JSON.stringify(list[feature])}`);
        }
      }),
    );
  });

  test('allows an action in every row, where there is a mask', () => {
    fc.assert(
      fc.property(spaces, seeds, ({ space }, seed) => {
        const block = make(space, seed).block(0, rows);
        for (let row = 0; row < rows; row += 1) expect(allowsSomething(space, rowOf(block, row))).toBe(true);
      }),
    );
  });

  test('is memory of its own', () => {
    const space = observationSpace([{ name: 'price', minimum: 0, maximum: 1 }]);
    const generator = make(space, 1);
    const before = generator.block(0, rows);
    const kept = before.values.slice();
    before.values.fill(-1);
    expect(generator.block(0, rows).values).toEqual(kept);
  });
});

test.each(generators.filter(({ seeded }) => seeded))('another seed is other bytes of $name', ({ make }) => {
  fc.assert(
    fc.property(fc.uniqueArray(seeds, { minLength: 2, maxLength: 2 }), ([one, other]) => {
      const space = observationSpace([
        { name: 'price', minimum: 0, maximum: 1 },
        { name: 'position', minimum: -200, maximum: 200 },
      ]);
      const drawn = (seed: number) => bytes(make(space, seed).block(0, 200).values);
      expect(drawn(one!).equals(drawn(other!))).toBe(false);
    }),
  );
});

test('what fast-check draws, and shrinks to, is of its kind and allows an action', () => {
  fc.assert(
    fc.property(
      spaces.chain(({ list, space }) =>
        fc.record({ list: fc.constant(list), space: fc.constant(space), row: observationArbitrary(space) }),
      ),
      ({ list, space, row }) => {
        row.forEach((value, feature) => {
          if (!isOfItsKind(list[feature]!, value))
            expect.fail(`${value} is no value of ${JSON.stringify(list[feature])}`);
        });
        expect(allowsSomething(space, row)).toBe(true);
      },
    ),
  );
});

describe('a nominal block is what is drawn row by row', () => {
  function nominalByRow(space: ObservationSpace, seed: number): Generator {
    const draw = nominalRow(space);
    const stream = new RowStream(seed, 'nominal');
    return rowByRow(space.width, (index, values, offset) => {
      stream.seek(index);
      draw(stream, values, offset);
    });
  }

  test('however many rows, and however far on', () => {
    fc.assert(
      fc.property(
        spaces,
        seeds,
        fc.oneof(fc.nat(1000), fc.constantFrom(2 ** 32 - 20, 2 ** 45, 2 ** 53 - 601)),
        fc.oneof(fc.nat(40), fc.integer({ min: 200, max: 600 })),
        ({ space }, seed, first, rows) => {
          const drawn = nominal(space, seed).block(first, rows).values;
          expect(bytes(drawn).equals(bytes(nominalByRow(space, seed).block(first, rows).values))).toBe(true);
        },
      ),
    );
  });

  test('however wide, and whatever was drawn between', () => {
    const spaceOf = (width: number) =>
      observationSpace(
        Array.from({ length: width }, (_, index) => ({ name: `f${index}`, minimum: 0, maximum: index + 1 })),
      );
    const narrow = nominal(spaceOf(3), 1);
    for (const width of [1000, 5001, 20_002]) {
      const drawn = nominal(spaceOf(width), 2).block(7, 5).values;
      expect(bytes(drawn).equals(bytes(nominalByRow(spaceOf(width), 2).block(7, 5).values))).toBe(true);
      expect(narrow.block(0, 9).values).toEqual(nominalByRow(spaceOf(3), 1).block(0, 9).values);
    }
  });
});

test('nominal rows take every code of a category about equally often', () => {
  const codes = [-7, 0, 1, 2, 40];
  const { values } = nominal(
    observationSpace([{ name: 'venue', kind: 'categorical', minimum: -7, maximum: 40, codes }]),
    3,
  ).block(0, 5000);
  for (const code of codes) {
    const count = values.filter((value) => value === code).length;
    expect(count).toBeGreaterThan(900);
    expect(count).toBeLessThan(1100);
  }
});

test('a mask that would allow nothing allows one action, and not always the same', () => {
  const flags = Array.from(
    { length: 3 },
    (_, index) => ({ name: `f${index}`, kind: 'flag', minimum: 0, maximum: 1 }) as const,
  );
  const space = observationSpace([{ name: 'price', minimum: 0, maximum: 1 }, ...flags], { first: 1, size: 3 });
  const block = nominal(space, 4).block(0, 4000);
  const single = [1, 2, 3].map(
    (flag) =>
      Array.from({ length: 4000 }, (_, row) => rowOf(block, row)).filter(
        (row) => row[flag] === 1 && row[1]! + row[2]! + row[3]! === 1,
      ).length,
  );
  // One of eight masks by itself, and a third of those that would be empty.
  for (const count of single) expect(Math.abs(count - 4000 / 6)).toBeLessThan(100);
});

test('the first boundary rows of a masked policy allow one action, and all', () => {
  const flags = Array.from(
    { length: 5 },
    (_, index) => ({ name: `f${index}`, kind: 'flag', minimum: 0, maximum: 1 }) as const,
  );
  const block = boundary(observationSpace(flags, { first: 0, size: 5 }), 4).block(0, 2);
  const allowed = [0, 1].map((row) => rowOf(block, row).filter((value) => value === 1).length);
  expect(allowed).toEqual([1, 5]);
});

test('nominal values are short as JSON in ranges that people write', () => {
  for (const [minimum, maximum] of [
    [0, 1],
    [-1, 1],
    [-200, 200],
    [0, 86_400],
    [-0.05, 0.05],
    [0.1, 0.3],
    [0, 1e6],
    [-1e9, 1e9],
  ] as const) {
    const block = nominal(observationSpace([{ name: 'value', minimum, maximum }]), 5).block(0, 2000);
    expect(Math.max(...Array.from(block.values, (value) => JSON.stringify(value).length))).toBeLessThanOrEqual(12);
  }
});

test('nominal rows take every level of a grid about equally often', () => {
  const feature = { name: 'value', minimum: -1, maximum: 1 };
  const { lowest, highest, step } = gridOf(feature);
  const levels = highest - lowest + 1;
  const counts = new Map<number, number>();
  for (const value of nominal(observationSpace([feature]), 3).block(0, levels * 100).values) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  expect([...counts.keys()].every((value) => Number.isInteger(value / step))).toBe(true);
  expect(counts.size).toBe(levels);
  const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
  expect(Math.abs(chiSquared - levels)).toBeLessThan(5 * Math.sqrt(2 * levels));
});

test('a grid has 32 levels or more wherever there are so many float32 values, and never more than 1025', () => {
  fc.assert(
    fc.property(range, ([minimum, maximum]) => {
      const { lowest, highest, step, ...bounds } = gridOf({ name: 'value', minimum, maximum });
      const spacing = Math.max(Math.abs(bounds.minimum), Math.abs(bounds.maximum)) * 2 ** -23;
      const possible = Math.min(32, Math.floor((bounds.maximum - bounds.minimum) / Math.max(spacing, 2 ** -149)));
      expect(highest - lowest + 1).toBeGreaterThanOrEqual(Math.max(1, possible));
      expect(highest - lowest + 1).toBeLessThanOrEqual(1025);
      expect(Number.isInteger(Math.log2(step))).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('a range without a float32 is an error that names the feature', () => {
  expect(() => observationSpace([{ name: 'odd', minimum: 1 + 1e-9, maximum: 1 + 2e-9 }])).toThrow(/range of odd/);
  expect(() => observationSpace([{ name: 'vast', minimum: 1e39, maximum: 1e40 }])).toThrow(/range of vast/);
});

test('one cycle of boundary rows puts every feature at its minimum, its maximum, 0, and one step inside', () => {
  const space = observationSpace([
    { name: 'price', minimum: 0, maximum: 1 },
    { name: 'edge', minimum: -0.05, maximum: 0.05 },
    { name: 'position', minimum: -200, maximum: 200 },
  ]);
  const { values } = boundary(space, 8).block(0, boundaryCycle(space));
  const probed = (feature: number) =>
    Array.from({ length: 5 }, (_, probe) => values[(2 + 2 * (probe * space.width + feature)) * space.width + feature]);
  expect(values.slice(0, 3)).toEqual(space.minimum);
  expect(values.slice(3, 6)).toEqual(space.maximum);
  expect(probed(0)).toEqual([0, 1, 0, 1 / 512, 511 / 512]);
  expect(probed(1)).toEqual([-0.04999999701976776, 0.04999999701976776, 0, -25 / 512, 25 / 512]);
  expect(probed(2)).toEqual([-200, 200, 0, -199.5, 199.5]);
});

test('precise rows are in turn of full float32 precision, and decimals as in real data', () => {
  const ranges = { price: [0, 1], edge: [-0.05, 0.05], cash: [0, 512], time: [0, 86_400] } as const;
  const space = observationSpace(
    Object.entries(ranges).map(([name, [minimum, maximum]]) => ({ name, minimum, maximum })),
  );
  const block = precise(space, 5).block(0, 4000);
  const column = (feature: number, from: 0 | 1) =>
    Array.from({ length: 2000 }, (_, pair) => block.values[(2 * pair + from) * space.width + feature]!);
  const decimals = (feature: number, places: number, from: 0 | 1 = 1) =>
    column(feature, from).filter((value) => value === Math.fround(Number(value.toFixed(places)))).length;
  for (const [feature, coarse, fine] of [
    [0, 2, 3],
    [1, 3, 4],
    [2, 0, 2],
    [3, 0, 2],
  ] as const) {
    expect(new Set(column(feature, 0)).size).toBeGreaterThan(1990);
    expect(decimals(feature, coarse, 0)).toBeLessThan(20);
    // All but those that lie at a bound that is no decimal.
    expect(decimals(feature, fine)).toBeGreaterThan(1980);
    expect(decimals(feature, coarse)).toBeGreaterThan(900);
    expect(decimals(feature, coarse)).toBeLessThan(1300);
  }
  expect(column(0, 1)).toContain(Math.fround(0.37));
});

test('golden rows come round again, and must be whole rows', () => {
  const given = Float32Array.of(1, 2, 3, 4, 5, 6);
  const rows = golden(2, given);
  given.fill(-1);
  expect(rows.length).toBe(3);
  expect(Array.from(rows.block(2, 3).values)).toEqual([5, 6, 1, 2, 3, 4]);
  expect(() => golden(2, Float32Array.of(1, 2, 3))).toThrow(/not rows of 2 features/);
});

function isOfItsKind({ kind, codes }: Feature, value: number): boolean {
  switch (kind) {
    case 'categorical':
      return codes?.includes(value) === true;
    case 'flag':
      return value === 0 || value === 1;
    case 'integer':
      return Number.isInteger(value);
    default:
      return true;
  }
}

function* cells({ width, values }: ObservationBlock): Iterable<[feature: number, value: number]> {
  for (let index = 0; index < values.length; index += 1) yield [index % width, values[index]!];
}

function bytes(values: Float32Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}
