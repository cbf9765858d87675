import type { Contract } from '../contract/contract.ts';
import type { Feature, FeatureKind } from '../contract/feature.ts';
import { gridOf } from './feature-grid.ts';

/** Columns of an observation that say which actions are allowed. */
export interface MaskColumns {
  readonly first: number;
  readonly size: number;
}

/** The grids of all features, column by column, for loops that fill blocks. See `FeatureGrid` for the fields. */
export interface ObservationSpace {
  readonly width: number;
  readonly kind: readonly FeatureKind[];
  readonly step: Float64Array;
  readonly lowest: Int32Array;
  readonly highest: Int32Array;
  /** At rest, a mask allows everything. */
  readonly resting: Int32Array;
  readonly minimum: Float32Array;
  readonly maximum: Float32Array;
  readonly codes: readonly (Float32Array | undefined)[];
  /** Where the mask stands, of which at least one value is never 0. */
  readonly mask: MaskColumns | undefined;
}

/** The observations that a contract allows. */
export function spaceOf({ features, policy }: Pick<Contract, 'features' | 'policy'>): ObservationSpace {
  return observationSpace(
    features,
    policy.inputs.find(({ name }) => name === policy.mask),
  );
}

/** @throws {ObservationError} RANGE_WITHOUT_FLOAT32 */
export function observationSpace(features: readonly Feature[], mask?: MaskColumns): ObservationSpace {
  const grids = features.map(gridOf);
  const highest = Int32Array.from(grids, ({ highest }) => highest);
  const resting = Int32Array.from(grids, ({ resting }) => resting);
  if (mask) resting.set(highest.subarray(mask.first, mask.first + mask.size), mask.first);
  return {
    width: grids.length,
    kind: grids.map(({ kind }) => kind),
    step: Float64Array.from(grids, ({ step }) => step),
    lowest: Int32Array.from(grids, ({ lowest }) => lowest),
    highest,
    resting,
    minimum: Float32Array.from(grids, ({ minimum }) => minimum),
    maximum: Float32Array.from(grids, ({ maximum }) => maximum),
    codes: grids.map(({ codes }) => codes),
    mask: mask && { first: mask.first, size: mask.size },
  };
}

/** How many levels each feature has. */
export function levelCounts({ lowest, highest }: ObservationSpace): Int32Array {
  return highest.map((high, feature) => high - lowest[feature]! + 1);
}

/** @param level - a whole one, from the lowest to the highest of the feature */
export function valueAt({ step, codes }: ObservationSpace, feature: number, level: number): number {
  return codes[feature]?.[level] ?? level * step[feature]!;
}

/** The level of a value; a fraction where the value lies between two levels. */
export function levelOf({ step, codes }: ObservationSpace, feature: number, value: number): number {
  const table = codes[feature];
  if (!table) return value / step[feature]!;
  const above = table.findIndex((code) => code >= value);
  return table[above] === value ? above : (above < 0 ? table.length : above) - 0.5;
}
