import { type ComparedMarket, differencesIn } from './compared-markets.ts';
import { eachDecision } from './decision-check.ts';
import type { FeatureRelation } from './feature-relation.ts';

/** What becomes of a feature that is taken for another, or sent in another unit. */
const ofOrderOrScale: readonly FeatureRelation['kind'][] = ['exchange', 'scale', 'affine', 'shift'];

/**
 * FEAT-4, of the application: every feature that it sends stands in training's place, and is in training's unit.
 *
 * A feature that is wrong in another way is left to FEAT-5.
 */
export const sentOrderAndScaleAreTrainings = eachDecision(
  { clause: 'FEAT-4', grade: 'corroborated', phases: ['shown'] },
  ({ features }, tally) => {
    const markets: ComparedMarket[] = [];
    return {
      see({ id, note, observation, features: expected }) {
        if (!(observation instanceof Float32Array) || expected.length === 0) return;
        tally.examined += 1;
        markets.push({ decision: id, note, expected, seen: observation });
      },
      conclude() {
        for (const { relation, finding, differing } of differencesIn(markets, 'market', features)) {
          if (ofOrderOrScale.includes(relation)) tally.violation(finding, differing);
        }
        return undefined;
      },
    };
  },
);
