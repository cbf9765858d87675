import type { Sample } from './hypothesis.ts';

type Named = Pick<Sample, 'features' | 'labels'>;

/** `BUY_YES_20`, or `action 3` where it has no label. */
export function actionInWords({ labels }: Pick<Named, 'labels'>, action: number): string {
  return labels[action] ?? `action ${action}`;
}

/** `feature 17 (no_bid_size_1)`. */
export function featureInWords({ features }: Pick<Named, 'features'>, feature: number): string {
  return `feature ${indexed(features, feature)}`;
}

/** `feature 3 (a)`, `features 3 (a) to 53 (b)`, or `features 3 (a), 7 (b) and 9 (c)`. */
export function featuresInWords({ features }: Pick<Named, 'features'>, chosen: readonly number[]): string {
  const [first, ...rest] = chosen.toSorted((a, b) => a - b);
  if (first === undefined) return 'no feature';
  const last = rest.at(-1);
  if (last === undefined) return featureInWords({ features }, first);
  if (last - first === rest.length && rest.length > 1) {
    return `features ${indexed(features, first)} to ${indexed(features, last)}`;
  }
  return `features ${listed([first, ...rest].map((feature) => indexed(features, feature)))}`;
}

/** Subject and verb: `feature 3 (a) is`, `features 3 (a) and 4 (b) are`. */
export function featuresAre(named: Pick<Named, 'features'>, chosen: readonly number[]): string {
  return `${featuresInWords(named, chosen)} ${chosen.length === 1 ? 'is' : 'are'}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** The number with the fewest digits between two others: what somebody is likely to have written. */
export function roundestBetween(low: number, high: number): number {
  if (!(high > low)) return low;
  const largest = Math.ceil(Math.log10(Math.max(Math.abs(low), Math.abs(high), Number.MIN_VALUE)));
  if (low < 0 && high > 0) return 0;
  for (let digits = 0; digits < 12; digits += 1) {
    for (const step of [5, 2.5, 1].map((unit) => unit * 10 ** (largest - digits))) {
      const candidate = Number(((Math.floor((low + high) / 2 / step + 0.5) || 0) * step).toPrecision(12));
      if (candidate > low && candidate < high) return candidate;
    }
  }
  return (low + high) / 2;
}

function indexed(features: Named['features'], feature: number): string {
  const name = features[feature]?.name;
  return name === undefined ? `${feature}` : `${feature} (${name})`;
}
