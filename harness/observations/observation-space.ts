import type { Feature } from '../contract/feature.ts';
import { gridOf } from './feature-grid.ts';

/** The grids of all features, column by column, for loops that fill blocks. See `FeatureGrid` for the fields. */
export interface ObservationSpace {
  readonly width: number;
  readonly step: Float64Array;
  readonly lowest: Int32Array;
  readonly highest: Int32Array;
  readonly resting: Int32Array;
  readonly minimum: Float32Array;
  readonly maximum: Float32Array;
}

/** @throws {ObservationError} RANGE_WITHOUT_FLOAT32 */
export function observationSpace(features: readonly Feature[]): ObservationSpace {
  const grids = features.map(gridOf);
  return {
    width: grids.length,
    step: Float64Array.from(grids, ({ step }) => step),
    lowest: Int32Array.from(grids, ({ lowest }) => lowest),
    highest: Int32Array.from(grids, ({ highest }) => highest),
    resting: Int32Array.from(grids, ({ resting }) => resting),
    minimum: Float32Array.from(grids, ({ minimum }) => minimum),
    maximum: Float32Array.from(grids, ({ maximum }) => maximum),
  };
}

export function valueAt({ step }: ObservationSpace, feature: number, level: number): number {
  return level * step[feature]!;
}

/** The level of a value; a fraction where the value lies between two levels. */
export function levelOf({ step }: ObservationSpace, feature: number, value: number): number {
  return value / step[feature]!;
}
