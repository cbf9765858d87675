import { setImmediate as turn } from 'node:timers/promises';
import type { Steps } from '../verdict/steps.ts';

/** Milliseconds: what comes meanwhile waits no longer than this, and one step. */
const longestTurn = 2;

/**
 * Carries out a computation in turns with everything else that this process does: answers are read, signals heard, and what
 * runs beside it is not held up.
 *
 * @throws the reason of the signal
 */
export async function inTurns<Result>(steps: Steps<Result>, signal: AbortSignal): Promise<Result> {
  try {
    for (;;) {
      const end = performance.now() + longestTurn;
      do {
        const step = steps.next();
        if (step.done) return step.value;
      } while (performance.now() < end);
      await turn();
      signal.throwIfAborted();
    }
  } finally {
    // What it has open is closed, such as a statement of the history.
    steps.return(undefined as never);
  }
}
