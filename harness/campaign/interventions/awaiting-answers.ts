import { setTimeout as pause } from 'node:timers/promises';

/** Who gave the answer to one row, as far as it tells: the own policy, somebody who decides otherwise, or nobody. */
export type RowAnswer = 'own' | 'other' | 'none';

/** Asks a few rows, one each time that the next answer is wanted. */
export type AskRows = () => AsyncIterable<RowAnswer>;

export interface Wait {
  /** By the clock, in milliseconds. */
  readonly end: number;
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

const shortestPause = 10; // milliseconds
const longestPause = 250; // milliseconds

/** Resolves when the own policy answers no row any more, somebody else answers one (who will not stop by waiting), or the time is over. */
export async function untilOwnIsGone(ask: AskRows, wait: Wait): Promise<void> {
  await untilSo(wait, async () => {
    let isThere = false;
    for await (const answer of ask()) {
      if (answer === 'other' || isOver(wait)) return true;
      isThere ||= answer === 'own';
    }
    return !isThere;
  });
}

/** Resolves when the own policy answers every row, or the time is over. */
export async function untilOwnIsBack(ask: AskRows, wait: Wait): Promise<void> {
  await untilSo(wait, async () => {
    for await (const answer of ask()) {
      if (answer !== 'own') return false;
    }
    return true;
  });
}

async function untilSo(wait: Wait, isSo: () => Promise<boolean>): Promise<void> {
  const { signal } = wait;
  for (let length = shortestPause; !isOver(wait); length = Math.min(longestPause, length * 1.5)) {
    if (await isSo()) return;
    await pause(length, undefined, { signal }).catch(() => {});
    signal.throwIfAborted();
  }
}

function isOver({ end, clock }: Wait): boolean {
  return clock() >= end;
}
