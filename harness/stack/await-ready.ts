import { setTimeout as pause } from 'node:timers/promises';

const shortestPause = 10; // milliseconds
const longestPause = 250; // milliseconds

/** What one look at a component gave. */
export interface Look {
  /** What keeps it from being ready, in words; undefined where nothing does. */
  readonly missing: string | undefined;
  /** Whether it gave an answer at all. */
  readonly answered: boolean;
}

export type Readiness =
  | { readonly kind: 'ready' }
  /** `seen` says what the last look gave that had its time; `answered`, whether that was an answer at all. */
  | { readonly kind: 'late'; readonly seen: string; readonly answered: boolean };

/**
 * Looks until something is ready, at first often, then every 250 ms.
 *
 * @param look - is told how many milliseconds are left
 * @throws the reason of the signal, as soon as that is aborted
 */
export async function awaitReady(
  look: (left: number) => Promise<Look>,
  { within, signal }: { readonly within: number; readonly signal: AbortSignal },
): Promise<Readiness> {
  const deadline = performance.now() + within;
  let last: Look | undefined;

  for (let wait = shortestPause; ; wait = Math.min(longestPause, wait * 1.5)) {
    const left = deadline - performance.now();
    if (!(left > 0))
      return { kind: 'late', seen: last?.missing ?? 'nothing was asked', answered: last?.answered ?? false };
    const looked = await look(left);
    signal.throwIfAborted();
    if (looked.missing === undefined) return { kind: 'ready' };
    // That the time was over before a request is no word of the component's: what it said before stands.
    if (last === undefined || looked.answered || performance.now() < deadline) last = looked;
    await pause(Math.min(wait, Math.max(0, deadline - performance.now())), undefined, { signal }).catch(() =>
      signal.throwIfAborted(),
    );
  }
}
