import type { InfluenceFacts } from '../../history/run-event.ts';
import { type Influence, influence } from '../../observations/influence.ts';
import type { Call } from '../call.ts';
import { blockOf, rowCalls } from './row-calls.ts';
import type { Setting } from './setting.ts';

const pairsPerFeature = 3;

export function searchInfluence(
  { contract, space, seed, evaluate }: Setting,
  minimumMargin: number,
): Promise<Influence> {
  const minimumChange = 2 * contract.policy.tolerance.absolute;
  return influence(space, seed, evaluate, { perFeature: pairsPerFeature, minimumMargin, minimumChange });
}

export function influenceFacts({ features }: Influence): InfluenceFacts[] {
  return features.map(({ feature, pairs }) => ({
    kind: 'influence',
    feature,
    pairs: pairs.length,
    flips: pairs.filter(({ flips }) => flips).length,
    largestChange: Math.max(0, ...pairs.map(({ change }) => change)),
  }));
}

/** Pairs that differ in one feature, the base first; the subject is the feature. */
export async function* influencingRows(
  { features }: Influence,
  { space, evaluate }: Setting,
): AsyncGenerator<readonly Call[]> {
  for (const { feature, pairs } of features) {
    if (pairs.length === 0) continue;
    const block = blockOf(
      pairs.flatMap(({ base, altered }) => [base, altered]),
      space.width,
    );
    yield await rowCalls(block, evaluate, { phase: 'influence', subject: () => feature });
  }
}
