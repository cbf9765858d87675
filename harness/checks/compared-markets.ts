import type { Feature } from '../contract/feature.ts';
import type { ObservationBlock } from '../contract/observation-block.ts';
import { agrees } from '../oracle/agreement.ts';
import type { Finding } from './check.ts';
import { differenceInWords } from './feature-difference-wording.ts';
import { type FeatureDifference, featureDifferences } from './feature-differences.ts';
import type { FeatureRelation } from './feature-relation.ts';
import { featureTolerance } from './feature-tolerance.ts';
import { numberInWords } from './wording.ts';

/** What is special about markets, of one difference. */
const mostNotes = 3;

/** What an application sent of one market, and what it owes. */
export interface ComparedMarket {
  readonly decision: number;
  /** What is special about it, in words; empty where nothing is. */
  readonly note: string;
  readonly expected: Float32Array;
  readonly seen: Float32Array;
}

/** One feature that differs in some of the markets. */
export interface ToldDifference {
  readonly feature: number;
  /** How what was sent follows from what is expected. */
  readonly relation: FeatureRelation['kind'];
  readonly differing: number;
  readonly finding: Omit<Finding, 'clause'>;
}

/**
 * The features that differ in any of the markets, in the order of the features.
 *
 * @param markets - in the order in which they were shown: what is late or looks ahead is known by it
 * @param called - what one of them is called
 */
export function differencesIn(
  markets: readonly ComparedMarket[],
  called: string,
  features: readonly Feature[],
): ToldDifference[] {
  const block = (which: 'expected' | 'seen') => blockOf(markets, which, features.length);
  return featureDifferences(block('expected'), block('seen'), features, featureTolerance).map((difference) => {
    const { feature, first, differing, relation } = difference;
    const { decision, expected, seen } = markets[first]!;
    const value = (row: Float32Array) => `${features[feature]!.name} ${numberInWords(row[feature])}`;
    const about = `${differenceInWords(difference, features, called)}${notesInWords(markets, difference)}`;
    return {
      feature,
      relation: relation.kind,
      differing,
      finding: { about, expected: value(expected), seen: value(seen), decision },
    };
  });
}

/** What is special about the markets in which a feature differs; nothing where it differs in most. */
function notesInWords(markets: readonly ComparedMarket[], { feature, differing }: FeatureDifference): string {
  if (differing > markets.length / 2) return '';
  const those = markets.filter(({ seen, expected }) => !agrees(seen[feature]!, expected[feature]!, featureTolerance));
  const notes = [...new Set(those.map(({ note }) => note))].filter((note) => note !== '');
  if (notes.length === 0) return '';
  const more = notes.length > mostNotes ? [`and ${notes.length - mostNotes} more`] : [];
  return `; with ${[...notes.slice(0, mostNotes), ...more].join('; ')}`;
}

function blockOf(markets: readonly ComparedMarket[], which: 'expected' | 'seen', width: number): ObservationBlock {
  const values = new Float32Array(markets.length * width);
  for (const [index, market] of markets.entries()) values.set(market[which], index * width);
  return { rows: markets.length, width, values };
}
