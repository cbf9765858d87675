import { anotherThanTheModels, type Explanation, type Sample, undecided } from './hypothesis.ts';
import { differs, isServed, servedTheScores } from './sample-rows.ts';

/** Served answers that an explanation reproduces, of those that it says something about. */
export interface Share {
  readonly explained: number;
  readonly of: number;
}

export interface Explained {
  readonly all: Share;
  /** Rows that nothing was fitted to. */
  readonly heldOut: Share;
  /** Of the held-out rows, those that the model does not explain. */
  readonly heldOutDiffering: Share;
  /** Of the held-out rows, those where the explanation knows only that it is not the model. */
  readonly heldOutUnknown: Share;
  /** Held-out rows with stated scores whose scores are reproduced as well. */
  readonly heldOutScores: Share;
  /** Of these, those whose scores are not the model's. */
  readonly heldOutOtherScores: Share;
}

export function explainedBy(sample: Sample, { actions, scores }: Explanation): Explained {
  const all = { explained: 0, of: 0 };
  const heldOut = { explained: 0, of: 0 };
  const heldOutDiffering = { explained: 0, of: 0 };
  const heldOutUnknown = { explained: 0, of: 0 };
  const heldOutScores = { explained: 0, of: 0 };
  const heldOutOtherScores = { explained: 0, of: 0 };
  for (let row = 0; row < actions.length; row += 1) {
    const action = actions[row]!;
    if (action === undecided) continue;
    const hit = action === anotherThanTheModels ? differs(sample, row) : isServed(sample, row, action, scores);
    count(all, hit);
    if (sample.forFitting[row] === 1) continue;
    count(heldOut, hit);
    if (differs(sample, row)) count(heldOutDiffering, hit);
    if (action === anotherThanTheModels) count(heldOutUnknown, hit);
    if (!sample.servedScores) continue;
    const scoresHit = scores !== undefined && servedTheScores(sample, row, scores);
    count(heldOutScores, scoresHit);
    if (!servedTheScores(sample, row, sample.oracle.scores)) count(heldOutOtherScores, scoresHit);
  }
  return { all, heldOut, heldOutDiffering, heldOutUnknown, heldOutScores, heldOutOtherScores };
}

export function shareOf({ explained, of }: Share): number {
  return of === 0 ? 0 : explained / of;
}

function count(share: { explained: number; of: number }, hit: boolean): void {
  share.of += 1;
  if (hit) share.explained += 1;
}
