import type { DecisionPhase } from '../history/decision.ts';
import { isOpen } from './acted-on.ts';
import { type ComparedMarket, differencesIn, type ToldDifference } from './compared-markets.ts';
import { eachDecision } from './decision-check.ts';
import { madeUpFeatures } from './made-up-features.ts';

/** What a market of each phase is called. */
const called = { shown: 'market', 'in-a-row': 'moment', drawn: 'drawn market' } as const satisfies Partial<
  Record<DecisionPhase, string>
>;
type ComparedPhase = keyof typeof called;
const phases = Object.keys(called) as ComparedPhase[];

/**
 * FEAT-5: from raw market data, the application computes the features that training computed.
 *
 * What it sends is compared with what training made of golden markets, and with what a reference makes of drawn ones: of
 * one at moments in a row, which shows what is late or looks ahead, and of such as are seldom seen. A feature that differs
 * is told once, in the markets in which it is plainest how. Where training computes nothing, the application must refuse.
 * So many rows are kept as there are markets.
 */
export const featuresAreTrainings = eachDecision(
  { clause: 'FEAT-5', grade: 'corroborated', phases },
  (contract, tally) => {
    const { features } = contract;
    const markets: Record<ComparedPhase, ComparedMarket[]> = { shown: [], 'in-a-row': [], drawn: [] };
    const impossible: ReturnType<typeof madeUpFeatures>[] = [];
    const unasked: string[] = [];
    return {
      see(decision) {
        const { id, note, observation, features: expected } = decision;
        if (observation === undefined && (expected.length > 0 || isOpen(decision))) {
          unasked.push(note);
          return;
        }
        tally.examined += 1;
        if (expected.length === 0) {
          impossible.push(madeUpFeatures(decision, contract));
        } else if (observation instanceof Float32Array) {
          const phase = phases.find((each) => each === decision.phase) ?? 'shown';
          markets[phase].push({ decision: id, note, expected, seen: observation });
        } else {
          tally.violation({
            about: 'what the application sends is no observation',
            expected: `${features.length} features, as the stack file says that they are sent`,
            seen: observation ?? 'nothing',
            decision: id,
          });
        }
      },
      conclude() {
        const told = phases.flatMap((phase) => differencesIn(markets[phase], called[phase], features));
        for (const { finding, differing } of plainestOfEach(told)) tally.violation(finding, differing);
        for (const finding of impossible) if (finding) tally.violation(finding);
        const [shown, drawn, moments] = [markets.shown.length, markets.drawn.length, markets['in-a-row'].length];
        return {
          unproven: unasked.length > 0 ? unaskedInWords(unasked) : undefined,
          notes: [
            `${shown} markets, ${features.length} features each`,
            ...(drawn + impossible.length === 0 ? ['no drawn markets'] : []),
            ...(drawn > 0 ? [`${drawn} drawn markets, compared with the reference`] : []),
            ...(moments > 0 ? [`one drawn market at ${moments} moments in a row`] : []),
            ...(impossible.length > 0
              ? [`${impossible.length} drawn markets of which no features can be computed`]
              : []),
          ],
        };
      },
    };
  },
);

/** Of each feature, in their order: what follows by a simple relation, or else what is told first; all that differ count. */
function plainestOfEach(told: readonly ToldDifference[]): Pick<ToldDifference, 'finding' | 'differing'>[] {
  const ofFeature = Map.groupBy(told, ({ feature }) => feature);
  return [...ofFeature]
    .toSorted(([one], [other]) => one - other)
    .map(([, differences]) => ({
      finding: (differences.find(({ relation }) => relation !== 'otherwise') ?? differences[0]!).finding,
      differing: differences.reduce((sum, { differing }) => sum + differing, 0),
    }));
}

function unaskedInWords(notes: readonly string[]): string {
  const special = notes.find((note) => note !== '');
  const such = special === undefined ? '' : `, such as one with ${special}`;
  return `the endpoint was not asked in ${notes.length} of the markets that were shown${such}`;
}
