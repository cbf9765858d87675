import type { Feature } from '../contract/feature.ts';
import type { FeatureDifference } from './feature-differences.ts';
import type { FeatureRelation } from './feature-relation.ts';

/**
 * `feature 3 (sma_slow) differs from window 12 on, in 388 of 400: it is 10,000 times what training computed`
 *
 * @param features - those of the observations that were compared
 * @param observation - what one of them is called: `window`, `snapshot`
 */
export function differenceInWords(
  { feature, first, differing, observations, largest, relation }: FeatureDifference,
  features: readonly Feature[],
  observation = 'observation',
): string {
  const how =
    relation.kind === 'otherwise'
      ? `by up to ${inWords(largest)}, and no simple relation can be told`
      : relationInWords(relation, { features, feature, observation });
  return `${nameOf(features, feature)} differs from ${observation} ${first} on, in ${differing} of ${observations}: ${how}`;
}

interface Words {
  readonly features: readonly Feature[];
  readonly feature: number;
  readonly observation: string;
}

const original = 'what training computed';

function relationInWords(
  relation: Exclude<FeatureRelation, { kind: 'otherwise' }>,
  { features, feature, observation }: Words,
): string {
  switch (relation.kind) {
    case 'constant':
      return `it is always ${inWords(relation.value)}`;
    case 'shift':
      return `it is ${original}, ${addedInWords(relation.by)}`;
    case 'scale':
      return `it is ${productInWords(relation.factor)}`;
    case 'affine':
      return `it is ${productInWords(relation.factor)}, ${addedInWords(relation.by)}`;
    case 'lag':
      return lagInWords(relation.observations, observation);
    case 'exchange':
      return `it is ${original} for ${nameOf(features, relation.feature)}`;
    case 'clipped':
      return `it is ${original}, but held ${boundsInWords(relation)}`;
    case 'filled':
      return `it is ${inWords(relation.value)} in each of them`;
    case 'unclipped': {
      const { minimum, maximum } = features[feature]!;
      return `it leaves the range ${inWords(minimum)} to ${inWords(maximum)}, within which training held it`;
    }
  }
}

function productInWords(factor: number): string {
  if (inWords(factor) === '-1') return `${original} with its sign turned`;
  const inverse = Math.round(1 / factor);
  if (Math.abs(inverse) > 1 && inWords(1 / factor) === inWords(inverse))
    return `${original} divided by ${inWords(inverse)}`;
  return `${inWords(factor)} times ${original}`;
}

function addedInWords(by: number): string {
  return `${by < 0 ? 'less' : 'plus'} ${inWords(Math.abs(by))}`;
}

function lagInWords(observations: number, observation: string): string {
  const count = Math.abs(observations);
  const steps = count === 1 ? `one ${observation}` : `${count} ${observation}s`;
  return observations > 0
    ? `it is ${original} ${steps} before`
    : `it is what training computes only ${steps} later: it looks ahead`;
}

function boundsInWords({ minimum, maximum }: { readonly minimum?: number; readonly maximum?: number }): string {
  if (maximum === undefined) return `at ${inWords(minimum ?? Number.NaN)} or above`;
  return minimum === undefined
    ? `at ${inWords(maximum)} or below`
    : `between ${inWords(minimum)} and ${inWords(maximum)}`;
}

function nameOf(features: readonly Feature[], feature: number): string {
  return `feature ${feature} (${features[feature]!.name})`;
}

/** Six digits: what was fitted to float32 values has a seventh of its own. */
function inWords(value: number): string {
  return Number.isFinite(value) ? sixDigits.format(value) : `${value}`;
}

const sixDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 6 });
