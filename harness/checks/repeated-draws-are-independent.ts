import { noAction } from '../contract/no-action.ts';
import type { RowAnswer } from '../protocols/protocol.ts';
import { shareThatWouldShow } from './chance-bounds.ts';
import type { JudgedExchange } from './check.ts';
import { isDrawn } from './comparable-scores.ts';
import { chanceInWords, DrawnAnswers, leastChance, mostUnnoticed, PlacesWithinActions } from './drawn-answers.ts';
import { drawnDistribution } from './drawn-distribution.ts';
import { Counted } from './drawn-sample.ts';
import { eachExchange } from './kinds-of-check.ts';

/**
 * VARY-2: the same observation, asked again among others, is answered by another draw from the same distribution.
 *
 * The first answers and the later ones are each compared with the artifact's own distribution, which sees more than a
 * comparison with each other or with draws of ours. Beside that, every other answer is compared with the one before it:
 * one that is kept and given again has the right distribution too, but is the same too often.
 */
export const repeatedDrawsAreIndependent = eachExchange(
  { clause: 'VARY-2', grade: 'corroborated', phases: ['repeat'], appliesTo: isDrawn },
  (context, tally) => {
    const { contract } = context;
    const [first, later] = [new DrawnAnswers(context, tally), new DrawnAnswers(context, tally)];
    const changes: Counted[] = [];
    const places = new PlacesWithinActions();
    const seen = new Set<number>();
    /** Answers that wait for another to the same observation. */
    const waiting = new Map<number, RowAnswer>();

    const compare = ({ exchange, expected: [oracle] }: JudgedExchange, answer: RowAnswer) => {
      const before = waiting.get(exchange.subject);
      if (!before) {
        waiting.set(exchange.subject, answer);
        return;
      }
      waiting.delete(exchange.subject);
      const distribution = oracle && oracle.action !== noAction && drawnDistribution(contract, oracle);
      if (!distribution) return;
      distribution.changes(before, answer, places.of(exchange.id)).forEach((change, dimension) => {
        changes[dimension] ??= new Counted();
        if (change) changes[dimension].see(change);
      });
    };

    return {
      see(judged) {
        const answer = judged.reply.kind === 'answered' ? judged.reply.rows[0] : undefined;
        if (!answer) {
          tally.unanswered += 1;
          return;
        }
        const { subject } = judged.exchange;
        (seen.has(subject) ? later : first).see(judged);
        seen.add(subject);
        compare(judged, answer);
      },
      conclude() {
        // The first answers are as few as the observations: they refute, and prove nothing by themselves.
        first.conclude();
        const laterOnes = later.conclude();
        const limit = leastChance / Math.max(1, changes.length);
        for (const { seen, expected, chance } of changes) {
          if (chance >= limit) continue;
          tally.violation({
            about: 'draws for the same observation depend on those before them',
            expected: `another draw than before in ${Math.round(expected)} pairs of answers`,
            seen: `another one in ${seen} of them, which has a probability ${chanceInWords(chance)} by chance`,
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
