import { setTimeout as pause } from 'node:timers/promises';

const lookAgainAfter = 2; // milliseconds

/**
 * Waits until something is so.
 *
 * @param within - milliseconds
 * @returns whether it is
 * @throws the reason of the signal
 */
export type Await = (isSo: () => boolean, within: number) => Promise<boolean>;

/** @param isGone - whether there is nothing left to wait for */
export function patience({
  clock,
  signal,
  isGone,
}: {
  readonly clock: () => number;
  readonly signal: AbortSignal;
  readonly isGone: () => boolean;
}): Await {
  return async (isSo, within) => {
    const until = clock() + within;
    while (!isSo() && !isGone() && clock() < until) await pause(lookAgainAfter, undefined, { signal });
    return isSo();
  };
}
