import fc from 'fast-check';
import { allowSomething } from './allowed-actions.ts';
import { levelOf, type ObservationSpace, valueAt } from './observation-space.ts';

/**
 * One row of the space, for fast-check. Draws from the grids, and shrinks every feature towards its resting level.
 *
 * Any row can be shrunk without having been drawn here, as in `examples: [[row]]`: a value that is not on its grid is
 * first tried at rest, then at the levels beside it, and kept as it is where none of them will do.
 */
export function observationArbitrary(space: ObservationSpace): fc.Arbitrary<Float32Array> {
  const features = Array.from({ length: space.width }, (_, feature) => new FeatureArbitrary(space, feature));
  return fc.tuple(...features).map(
    (values) => {
      const row = Float32Array.from(values);
      allowSomething(space, row);
      return row;
    },
    (row) => Array.from(row as Float32Array),
  );
}

class FeatureArbitrary extends fc.Arbitrary<number> {
  readonly #space: ObservationSpace;
  readonly #feature: number;
  /** Counted from the resting level, since integers shrink towards 0. */
  readonly #levels: fc.Arbitrary<number>;

  constructor(space: ObservationSpace, feature: number) {
    super();
    this.#space = space;
    this.#feature = feature;
    const resting = space.resting[feature]!;
    this.#levels = fc.integer({ min: space.lowest[feature]! - resting, max: space.highest[feature]! - resting });
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<number> {
    return this.#valueOf(this.#levels.generate(random, bias));
  }

  override canShrinkWithoutContext(value: unknown): value is number {
    return typeof value === 'number';
  }

  override shrink(value: number, context: unknown): fc.Stream<fc.Value<number>> {
    const level = levelOf(this.#space, this.#feature, value) - this.#space.resting[this.#feature]! + 0;
    if (this.#levels.canShrinkWithoutContext(level)) {
      return this.#levels.shrink(level, context).map((smaller) => this.#valueOf(smaller));
    }
    const candidates = [0, Math.floor(level), Math.ceil(level)];
    const onGrid = new Set(candidates.filter((candidate) => this.#levels.canShrinkWithoutContext(candidate)));
    return fc.stream(onGrid.values()).map((candidate) => this.#valueOf(new fc.Value(candidate, undefined)));
  }

  #valueOf({ value, context }: fc.Value<number>): fc.Value<number> {
    return new fc.Value(valueAt(this.#space, this.#feature, this.#space.resting[this.#feature]! + value), context);
  }
}
