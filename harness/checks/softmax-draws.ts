import type { RowAnswer } from '../protocols/protocol.ts';
import type { Choice, DrawnDistribution } from './drawn-distribution.ts';
import { normalQuantileOf } from './normal-distribution.ts';
import { numberInWords } from './wording.ts';

/** What is cut off where only the likeliest actions are drawn, often so much of the distribution or more. */
const rarestPart = 0.05;
/** Sums of chances that are this much in all are rounded. */
const rounding = 1e-6;
/** Actions that are less likely are not drawn: their logarithms would only cost accuracy. */
const leastChoice = 1e-13;

/**
 * Actions that are drawn with the softmax of their scores as chances.
 *
 * That another action than the best is drawn is an event of its own: what the model is sure of tells nothing, and takes no
 * part. Positions among the others are in the order of likelihood; within an action, they are drawn (Brockwell 2007), and
 * uniform then. Scores follow the order of the actions, as most ways of drawing do: rows that share one random number are
 * alike in it, whatever their best actions are.
 */
export function softmaxDraws(scores: Float32Array): DrawnDistribution {
  const chances = softmax(scores);
  const best = chances.indexOf(Math.max(...chances));
  const sumWhere = (counts: (chance: number, action: number) => boolean) =>
    chances.reduce((sum, chance, action) => (counts(chance, action) ? sum + chance : sum), 0);
  const away = sumWhere((_, action) => action !== best);
  const choice = (own: number): Choice | undefined => {
    const possible = chances.filter((chance) => chance >= leastChoice);
    return own >= leastChoice ? { drawn: own, chances: possible } : undefined;
  };
  return {
    chanceOf: ({ action }) => chances[action] ?? Number.NaN,
    draws({ action }, uniform) {
      const own = chances[action]!;
      const part = uniform();
      const rarest = rarestOf(chances);
      const likelier = sumWhere(
        (chance, other) => other !== best && (chance > own || (chance === own && other < action)),
      );
      const [before, after] = [sumWhere((_, other) => other < action), sumWhere((_, other) => other > action)];
      return [
        {
          position: action === best || own < leastChoice ? undefined : (likelier + part * own) / away,
          away: { happened: action !== best, chance: away },
          rare: { happened: own <= rarest.most, chance: rarest.together },
          atBounds: [],
          score: own < leastChoice ? undefined : normalQuantileOf(before + part * own, after + (1 - part) * own),
          choice: choice(own),
        },
      ];
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

/** The actions that together, with all that are less likely, have no more than the rarest part: up to which chance they are. */
function rarestOf(chances: readonly number[]): { readonly most: number; readonly together: number } {
  const sorted = Float64Array.from(chances).sort();
  let [most, together, sum] = [0, 0, 0];
  for (const [index, chance] of sorted.entries()) {
    sum += chance;
    if (sum > rarestPart * (1 + rounding)) break;
    if (chance !== sorted[index + 1]) [most, together] = [chance, sum];
  }
  return { most, together };
}

/** The chance of each action, by its score. */
export function softmax(scores: Float32Array): number[] {
  const most = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const weights = Array.from(scores, (score) => Math.exp(score - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
