import type { Tolerance } from '../contract/contract.ts';

/** How much wider than a near-tie a margin must be that is searched for: it should hold in another runtime, too. */
const widening = 2;

/** A margin that decides, for scores of this size. */
export function decisiveMargin(scores: Float32Array, { absolute, relative }: Tolerance): number {
  const largest = scores.reduce((most, score) => Math.max(most, Math.abs(score)), 0);
  return widening * 2 * (absolute + relative * largest);
}
