import type { Contract } from '../contract/contract.ts';
import { noAction } from '../contract/no-action.ts';
import { rowsSentAgain } from '../history/phase.ts';
import type { RowAnswer } from '../protocols/protocol.ts';
import { shareThatWouldShow } from './chance-bounds.ts';
import type { JudgedExchange } from './check.ts';
import { isDrawn } from './comparable-scores.ts';
import { chanceInWords, DrawnAnswers, leastChance, mostUnnoticed, PlacesWithinActions } from './drawn-answers.ts';
import { drawnDistribution } from './drawn-distribution.ts';
import { Counted } from './drawn-sample.ts';
import { DrawnSequence, neighbours } from './drawn-sequence.ts';
import { eachExchange } from './kinds-of-check.ts';
import { numberInWords } from './wording.ts';

/** What is compared: first answers, later ones, answers with those before them, and draws with their neighbours. */
const comparisons = 4;

/**
 * VARY-2: the same observation, asked again among others, is answered by another draw from the same distribution.
 *
 * The first answers and the later ones are each compared with the artifact's own distribution, which sees more than a
 * comparison with each other or with draws of ours. Beside that, every other answer is compared with the one before it:
 * one that is kept and given again has the right distribution too, but is the same too often. And each draw is compared
 * with its neighbours, in its batch and in the next request: what follows from them is no other draw. That is said here,
 * and not where answers are compared with those that a row got by itself (VARY-3), since draws equal nothing: a contract
 * whose replies state draws alone cannot ask for that.
 */
export const repeatedDrawsAreIndependent = eachExchange(
  { clause: 'VARY-2', grade: 'corroborated', phases: ['repeat'], appliesTo: isDrawn },
  (context, tally) => {
    const { contract } = context;
    const share = leastChance / comparisons;
    const [first, later] = [new DrawnAnswers(context, tally, share), new DrawnAnswers(context, tally, share)];
    const changes: Counted[] = [];
    const sequence = new DrawnSequence();
    const places = new PlacesWithinActions('place of a repeated draw');
    const seen = new Set<number>();
    /** Answers that wait for another to the same observation. */
    const waiting = new Map<number, RowAnswer>();

    const distributionOf = (oracle: JudgedExchange['expected'][number] | undefined) =>
      oracle && oracle.action !== noAction ? drawnDistribution(contract, oracle) : undefined;

    const compare = (
      { exchange, expected }: JudgedExchange,
      { answer, row, uniform }: { answer: RowAnswer; row: number; uniform: () => number },
    ) => {
      const subject = (exchange.subject + row) % rowsSentAgain.repeat;
      const before = waiting.get(subject);
      if (!before) {
        waiting.set(subject, answer);
        return;
      }
      waiting.delete(subject);
      distributionOf(expected[row])
        ?.changes(before, answer, uniform)
        .forEach((change, dimension) => {
          changes[dimension] ??= new Counted();
          if (change) changes[dimension].see(change);
        });
    };

    return {
      see(judged) {
        const { exchange, reply, expected } = judged;
        if (reply.kind !== 'answered' || reply.rows.length === 0) {
          tally.unanswered += 1;
          return;
        }
        (exchange.rows > 1 || seen.has(exchange.subject) ? later : first).see(judged);
        seen.add(exchange.subject);
        const uniform = places.of(exchange.id);
        sequence.see(
          exchange.id,
          reply.rows.map((answer, row) => {
            compare(judged, { answer, row, uniform });
            const draws = distributionOf(expected[row])?.draws(answer, uniform) ?? [];
            return draws.map((draw) => draw?.score);
          }),
        );
      },
      conclude() {
        // The first answers are as few as the observations: they refute, and prove nothing by themselves.
        first.conclude();
        const laterOnes = later.conclude();
        const limit = share / Math.max(1, changes.length);
        for (const { seen, expected, chance } of changes) {
          if (chance >= limit) continue;
          tally.violation({
            about: 'draws for the same observation depend on those before them',
            expected: `another draw than before in ${Math.round(expected)} pairs of answers`,
            seen: `another one in ${seen} of them, which has a probability ${chanceInWords(chance)} by chance`,
          });
        }
        const dependences = sequence.dependences();
        for (const { between, dimension, correlation, chance } of dependences) {
          if (chance >= share / dependences.length) continue;
          tally.violation({
            about: `draws for different observations depend on each other${dimensionInWords(contract, dimension)}`,
            expected: `draws that have nothing in common, in ${neighbours[between]}`,
            seen: `a correlation of ${numberInWords(correlation)}, which has a probability ${chanceInWords(chance)} by chance`,
          });
        }
        const { confidence } = contract.assurance;
        const shows = ({ expected }: Counted) => shareThatWouldShow(expected, { limit, confidence }) ?? 1;
        const tooFew = changes.some((counted) => shows(counted) > mostUnnoticed);
        return {
          unproven:
            laterOnes.unproven ??
            (tooFew ? 'too few repeated answers to tell fresh draws from ones that are given again' : undefined),
          notes: laterOnes.notes ?? [],
        };
      },
    };
  },
);

function dimensionInWords({ actions }: Contract, dimension: number): string {
  return actions.kind === 'box' && actions.names.length > 1 ? `: ${actions.names[dimension]}` : '';
}
