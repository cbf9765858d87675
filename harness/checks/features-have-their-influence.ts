import type { Contract } from '../contract/contract.ts';
import type { RowAnswer } from '../protocols/protocol.ts';
import { maskOf } from './action-mask.ts';
import type { ExpectedAnswer, JudgedExchange } from './check.ts';
import { comparableScores, isDrawn } from './comparable-scores.ts';
import { eachExchange } from './kinds-of-check.ts';
import { actionName, featureName, numberInWords, quantileInWords } from './wording.ts';

/**
 * FEAT-3: changing one feature changes what is served as it changes what the artifact gives, and only then.
 *
 * The phase sends pairs of rows that differ in one feature, one after the other. Compared are the changes, not the
 * answers: an endpoint that is wrong in another way is not accused of ignoring a feature. Scores and the values of
 * continuous actions show every change, actions those that flip them; a drawn action shows none.
 *
 * The values of a mask are features as well. Where the artifact heeds one, and no pair showed that, nothing is proven.
 */
export const featuresHaveTheirInfluence = eachExchange(
  { clause: 'FEAT-3', grade: 'corroborated', phases: ['influence'] },
  ({ contract, history }, tally) => {
    const { actions, policy } = contract;
    const mask = maskOf(contract);
    const isOfTheMask = (feature: number) =>
      mask !== undefined && feature >= mask.first && feature < mask.first + mask.size;
    const comparesActions = actions.kind === 'discrete' && !isDrawn(contract);
    const judgedFeatures = new Set<number>();
    let maskShown = false;
    let base: JudgedExchange | undefined;
    return {
      see(judged) {
        const before = base;
        if (
          !before ||
          before.exchange.subject !== judged.exchange.subject ||
          before.exchange.id !== judged.exchange.id - 1
        ) {
          base = judged;
          return;
        }
        base = undefined;
        if (before.reply.kind !== 'answered' || judged.reply.kind !== 'answered') {
          tally.unanswered += 1;
          return;
        }
        const served = pairOf(before.reply.rows[0], judged.reply.rows[0]);
        const oracle = pairOf(before.expected[0], judged.expected[0]);
        if (!served || !oracle) return;

        const feature = judged.exchange.subject;
        const violation = (expected: string, seen: string) =>
          tally.violation({
            about: `${featureName(contract, feature)} does not have the influence that the model gives it`,
            expected,
            seen,
            exchange: judged.exchange.id,
          });
        const arrow = ([from, to]: Pair<{ action: number }>) =>
          `action ${actionName(contract, from.action)} → ${actionName(contract, to.action)}`;
        const stated = pairOf(comparableScores(contract, served[0]), comparableScores(contract, served[1]));
        if (isDrawn(contract) && !stated) {
          tally.drawn += 1;
          return;
        }

        let changes = false;
        if (comparesActions && (oracle[0].nearTie || oracle[1].nearTie)) tally.nearTies += 1;
        else if (comparesActions && (flips(oracle) || !stated)) {
          tally.examined += 1;
          if (flips(oracle)) judgedFeatures.add(feature);
          if (flips(served) !== flips(oracle)) {
            violation(arrow(oracle), arrow(served));
            return;
          }
          changes = flips(oracle);
        }
        if (stated) {
          tally.examined += 1;
          judgedFeatures.add(feature);
          const wrong = firstOtherChange(contract, stated, oracle);
          if (wrong !== undefined) {
            const [from, to] = oracle.map(({ scores }) => numberInWords(scores[wrong]));
            const [seenFrom, seenTo] = stated.map((scores) => numberInWords(scores[wrong]));
            const what = actions.kind === 'box' ? scoreName(contract, wrong) : `score of ${scoreName(contract, wrong)}`;
            violation(
              `${what}: ${from} → ${to}`,
              `${actions.kind === 'box' ? what : 'score'}: ${seenFrom} → ${seenTo}`,
            );
            return;
          }
          changes ||= oracle[1].scores
            .subarray(0, policy.output.size)
            .some((score, index) => !isUnchanged(contract, oracle[0].scores[index], score));
        }
        if (changes && isOfTheMask(feature)) maskShown = true;
      },
      conclude() {
        const facts = [...history.facts('influence')];
        const silent = tally.drawn > 0 ? [] : facts.filter(({ feature }) => !judgedFeatures.has(feature));
        const notes =
          silent.length > 0
            ? [
                `no influence that a caller could see was found for ${silent
                  .map(({ feature }) => featureName(contract, feature))
                  .join(', ')}`,
              ]
            : [];
        const maskMatters = facts.some(
          ({ feature, flips, largestChange }) =>
            isOfTheMask(feature) && (flips > 0 || largestChange > 2 * policy.tolerance.absolute),
        );
        return {
          notes,
          unproven:
            maskMatters && !maskShown
              ? 'no pair of observations showed that the mask has the influence that the model gives it'
              : undefined,
        };
      },
    };
  },
);

type Pair<Item> = readonly [before: Item, after: Item];

function pairOf<Item>(before: Item | undefined, after: Item | undefined): Pair<Item> | undefined {
  return before === undefined || after === undefined ? undefined : [before, after];
}

function flips([before, after]: Pair<Pick<RowAnswer, 'action'>>): boolean {
  return before.action !== after.action;
}

/** Where a stated value first moves otherwise than the oracle's. */
function firstOtherChange(
  { policy: { output, tolerance } }: Contract,
  [servedBefore, servedAfter]: Pair<readonly number[]>,
  [before, after]: Pair<ExpectedAnswer>,
): number | undefined {
  for (let index = 0; index < output.size; index += 1) {
    const [from, to] = [before.scores[index] ?? Number.NaN, after.scores[index] ?? Number.NaN];
    const served = (servedAfter[index] ?? Number.NaN) - (servedBefore[index] ?? Number.NaN);
    const most = 2 * tolerance.absolute + tolerance.relative * (Math.abs(to) + Math.abs(from));
    if (!(Math.abs(served - (to - from)) <= most)) return index;
  }
  return undefined;
}

function isUnchanged({ policy: { tolerance } }: Contract, before: number | undefined, after: number): boolean {
  const from = before ?? Number.NaN;
  return Math.abs(after - from) <= 2 * tolerance.absolute + tolerance.relative * (Math.abs(after) + Math.abs(from));
}

function scoreName(contract: Contract, index: number): string {
  const { actions } = contract;
  if (actions.kind === 'box') return actions.names[index] ?? `value ${index}`;
  return actions.quantiles === undefined ? actionName(contract, index) : quantileInWords(contract, index);
}
