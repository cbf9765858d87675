import type { Feature } from '../contract/feature.ts';
import type { ObservationBlock } from '../contract/observation-block.ts';
import { agrees } from '../oracle/agreement.ts';
import type { Decision } from './decision.ts';
import { eachDecision } from './decision-check.ts';
import { differenceInWords } from './feature-difference-wording.ts';
import { type FeatureDifference, featureDifferences } from './feature-differences.ts';
import { madeUpFeatures } from './made-up-features.ts';
import type { Tally } from './tally.ts';
import { numberInWords } from './wording.ts';

/** Of what float32 rounds, and of sums in another order. */
const tolerance = { relative: 1e-6, absolute: 1e-6 };

/** Notes of drawn markets that are told of one difference. */
const mostNotes = 3;

interface ComparedMarket {
  readonly decision: number;
  readonly note: string;
  readonly expected: Float32Array;
  readonly seen: Float32Array;
}

/**
 * FEAT-5: from raw market data, the application computes the features that training computed.
 *
 * What it sends is compared, feature by feature, with what training made of golden markets, and with what a reference makes
 * of drawn ones. What differs is told with how it differs, over all markets of its sort; of drawn ones with what is special
 * about them. Where training computes nothing, the application must refuse. So many rows are kept as there are markets.
 */
export const featuresAreTrainings = eachDecision(
  { clause: 'FEAT-5', grade: 'corroborated', phases: ['shown', 'drawn'] },
  (contract, tally) => {
    const { features } = contract;
    const markets: Record<'shown' | 'drawn', ComparedMarket[]> = { shown: [], drawn: [] };
    const unasked: string[] = [];
    let impossible = 0;
    return {
      see(decision) {
        const { id, phase, note, observation, features: expected } = decision;
        if (expected.length === 0) {
          tally.examined += 1;
          impossible += 1;
          const finding = madeUpFeatures(decision, contract);
          if (finding) tally.violation(finding);
        } else if (observation === undefined) {
          unasked.push(note);
        } else if (typeof observation === 'string') {
          tally.examined += 1;
          tally.violation({
            about: 'what the application sends is no observation',
            expected: `${features.length} features, as the stack file says that they are sent`,
            seen: observation,
            decision: id,
          });
        } else {
          tally.examined += 1;
          markets[sortOf(phase)].push({ decision: id, note, expected, seen: observation });
        }
      },
      conclude() {
        tellDifferences(markets.shown, 'market', features, tally);
        tellDifferences(markets.drawn, 'drawn market', features, tally);
        const [{ length: shown }, { length: drawn }] = [markets.shown, markets.drawn];
        return {
          unproven: unasked.length > 0 ? unaskedInWords(unasked) : undefined,
          notes: [
            `${shown} markets, ${features.length} features each`,
            ...(drawn > 0 ? [`${drawn} drawn markets, compared with the reference`] : []),
            ...(impossible > 0 ? [`${impossible} drawn markets of which no features can be computed`] : []),
          ],
        };
      },
    };
  },
);

function sortOf(phase: Decision['phase']): 'shown' | 'drawn' {
  return phase === 'drawn' ? 'drawn' : 'shown';
}

/** @param called - what one of the markets is called */
function tellDifferences(
  markets: readonly ComparedMarket[],
  called: string,
  features: readonly Feature[],
  tally: Tally,
): void {
  const expected = blockOf(
    markets.map((market) => market.expected),
    features.length,
  );
  const seen = blockOf(
    markets.map((market) => market.seen),
    features.length,
  );
  for (const difference of featureDifferences(expected, seen, features, tolerance)) {
    const { feature, first, differing } = difference;
    const market = markets[first]!;
    const value = (row: Float32Array) => `${features[feature]!.name} ${numberInWords(row[feature])}`;
    const about = [differenceInWords(difference, features, called), ...notesOf(markets, difference)].join('; with ');
    tally.violation(
      { about, expected: value(market.expected), seen: value(market.seen), decision: market.decision },
      differing,
    );
  }
}

/** What is special about the markets in which a feature differs; nothing where it does so in most, or nothing is told of them. */
function notesOf(markets: readonly ComparedMarket[], { feature, differing: count }: FeatureDifference): string[] {
  if (count > markets.length / 2) return [];
  const differing = markets.filter(({ seen, expected }) => !agrees(seen[feature]!, expected[feature]!, tolerance));
  const notes = [...new Set(differing.map(({ note }) => note))].filter((note) => note !== '');
  if (notes.length === 0) return [];
  const more = notes.length - mostNotes;
  return [`${notes.slice(0, mostNotes).join('; ')}${more > 0 ? `; and ${more} more` : ''}`];
}

function unaskedInWords(notes: readonly string[]): string {
  const special = notes.find((note) => note !== '');
  const such = special === undefined ? '' : `, such as one with ${special}`;
  return `the endpoint was not asked in ${notes.length} of the markets that were shown${such}`;
}

function blockOf(rows: readonly Float32Array[], width: number): ObservationBlock {
  const values = new Float32Array(rows.length * width);
  for (const [index, row] of rows.entries()) values.set(row, index * width);
  return { rows: rows.length, width, values };
}
