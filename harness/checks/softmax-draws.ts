import type { RowAnswer } from '../protocols/protocol.ts';
import type { DrawnDistribution } from './drawn-distribution.ts';
import { numberInWords } from './wording.ts';

/**
 * Actions that are drawn with the softmax of their scores as chances.
 *
 * Positions are in the order of likelihood, so that who answers the best action too often heaps them up at 0, and who
 * answers by another distribution at 1. Within its action, the position is drawn (Brockwell 2007): it is uniform then.
 */
export function softmaxDraws(scores: Float32Array): DrawnDistribution {
  const chances = softmax(scores);
  const best = chances.indexOf(Math.max(...chances));
  const before = (action: number) => {
    const own = chances[action]!;
    return chances.reduce(
      (sum, chance, other) => (chance > own || (chance === own && other < action) ? sum + chance : sum),
      0,
    );
  };
  return {
    chanceOf: ({ action }) => chances[action] ?? Number.NaN,
    draws({ action }, uniform) {
      const position = before(action) + uniform() * chances[action]!;
      return [{ position, away: { happened: action !== best, chance: 1 - chances[best]! } }];
    },
    changes: ({ action }: RowAnswer, other: RowAnswer) => [
      { happened: action !== other.action, chance: 1 - chances.reduce((sum, chance) => sum + chance ** 2, 0) },
    ],
    addDecisions(sums) {
      chances.forEach((chance, action) => {
        sums[action]! += chance;
      });
    },
    inWords: () => `the softmax of the model's scores, which gives action ${best} ${numberInWords(chances[best])}`,
  };
}

function softmax(scores: Float32Array): number[] {
  const most = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const weights = Array.from(scores, (score) => Math.exp(score - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
