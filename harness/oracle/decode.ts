import { noAction } from '../contract/no-action.ts';

/**
 * Best action of each row, and its margin over the second best, into memory that is already there.
 *
 * Of equal scores the lowest index wins, with margin 0. A row with NaN in it has no action: `noAction` and margin NaN,
 * so that it agrees with nothing.
 *
 * @param scores - `rows * width` scores, row after row
 * @param width - scores a row, at least 1; where it is 1, margins are infinite
 * @param actions - one a row
 * @param margins - one a row, in the unit of the scores
 */
export function decodeArgmax(scores: Float32Array, width: number, actions: Int32Array, margins: Float32Array): void {
  for (let row = 0, at = 0; row < actions.length; row += 1) {
    let action = 0;
    let best = Number.NEGATIVE_INFINITY;
    let second = Number.NEGATIVE_INFINITY;
    let comparable = true;
    for (let index = 0; index < width; index += 1, at += 1) {
      const score = scores[at]!;
      if (score > best) {
        second = best;
        best = score;
        action = index;
      } else if (score > second) {
        second = score;
      } else if (Number.isNaN(score)) {
        comparable = false;
      }
    }
    actions[row] = comparable ? action : noAction;
    // Two infinities of one sign are equal, though their difference is NaN; a single score has nothing beside it.
    margins[row] = comparable ? marginOf(best, second, width) : Number.NaN;
  }
}

function marginOf(best: number, second: number, width: number): number {
  if (width === 1) return Number.POSITIVE_INFINITY;
  return best === second ? 0 : best - second;
}
