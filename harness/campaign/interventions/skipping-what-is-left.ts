import { AssayError } from '../../assay-error.ts';
import type { Phase } from '../../history/phase.ts';
import type { Facts } from '../../history/run-event.ts';
import { abortReason } from '../abort-reason.ts';

export interface SkippingOptions {
  /** Those that are to be filled. */
  readonly phases: readonly Phase[];
  readonly record: (facts: Facts) => void;
  readonly signal: AbortSignal;
}

/**
 * Fills phases, and records those that were not filled as skipped where an error ends it that says why; what was done before
 * stands.
 *
 * @param fill - says of each phase when it is done
 */
export async function skippingWhatIsLeft(
  { phases, record, signal }: SkippingOptions,
  fill: (done: (...phases: readonly Phase[]) => void) => Promise<void>,
): Promise<void> {
  const left = new Set(phases);
  try {
    await fill((...done) => {
      for (const phase of done) left.delete(phase);
    });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AssayError)) throw error;
    for (const phase of left) record({ kind: 'skipped', phase, reason: abortReason(error) });
  }
}
