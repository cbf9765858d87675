import type { JudgedExchange } from './check.ts';
import { eachExchange } from './kinds-of-check.ts';
import { actionName, featureName } from './wording.ts';

/**
 * FEAT-3: changing one feature changes what is served as it changes what the artifact gives, and only then.
 *
 * The phase sends pairs of rows that differ in one feature, one after the other. Compared are the changes, not the
 * answers: an endpoint that is wrong in another way is not accused of ignoring a feature.
 */
export const featuresHaveTheirInfluence = eachExchange(
  { clause: 'FEAT-3', grade: 'corroborated', phases: ['influence'] },
  ({ contract, history }, tally) => {
    const { tolerance } = contract.policy;
    const judgedFeatures = new Set<number>();
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
        const [servedBefore, servedAfter] = [before.reply.rows[0], judged.reply.rows[0]];
        const [oracleBefore, oracleAfter] = [before.expected[0], judged.expected[0]];
        if (!servedBefore || !servedAfter || !oracleBefore || !oracleAfter) return;

        const feature = judged.exchange.subject;
        const violation = (expected: string, seen: string) =>
          tally.violation({
            about: `${featureName(contract, feature)} does not have the influence that the model gives it`,
            expected,
            seen,
            exchange: judged.exchange.id,
          });
        const arrow = (from: number, to: number) => `${actionName(contract, from)} → ${actionName(contract, to)}`;

        if (oracleBefore.nearTie || oracleAfter.nearTie) tally.nearTies += 1;
        else if (oracleBefore.action !== oracleAfter.action || !servedBefore.scores) {
          tally.examined += 1;
          if (oracleBefore.action !== oracleAfter.action) judgedFeatures.add(feature);
          if ((servedBefore.action !== servedAfter.action) !== (oracleBefore.action !== oracleAfter.action)) {
            violation(
              `action ${arrow(oracleBefore.action, oracleAfter.action)}`,
              `action ${arrow(servedBefore.action, servedAfter.action)}`,
            );
            return;
          }
        }
        if (servedBefore.scores && servedAfter.scores) {
          tally.examined += 1;
          judgedFeatures.add(feature);
          const wrong = oracleAfter.scores.findIndex((score, index) => {
            const given = score - (oracleBefore.scores[index] ?? Number.NaN);
            const served = (servedAfter.scores?.[index] ?? Number.NaN) - (servedBefore.scores?.[index] ?? Number.NaN);
            const scale = Math.abs(score) + Math.abs(oracleBefore.scores[index] ?? 0);
            return !(Math.abs(served - given) <= 2 * tolerance.absolute + tolerance.relative * scale);
          });
          if (wrong >= 0) {
            const change = (from: number | undefined, to: number | undefined) => `${from} → ${to}`;
            violation(
              `score of ${actionName(contract, wrong)}: ${change(oracleBefore.scores[wrong], oracleAfter.scores[wrong])}`,
              `score: ${change(servedBefore.scores[wrong], servedAfter.scores[wrong])}`,
            );
          }
        }
      },
      conclude() {
        const silent = [...history.facts('influence')].filter(({ feature }) => !judgedFeatures.has(feature));
        const notes =
          silent.length > 0
            ? [
                `no influence that a caller could see was found for ${silent
                  .map(({ feature }) => featureName(contract, feature))
                  .join(', ')}`,
              ]
            : [];
        return { notes };
      },
    };
  },
);
