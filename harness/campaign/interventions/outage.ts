import { setTimeout as pause } from 'node:timers/promises';
import type { OutageFacts } from '../../history/run-event.ts';

const dutyCycle = { held: 900, let: 100 } as const; // milliseconds

/** A way in which the server that tracks trainings fails its users. */
export interface Outage extends Pick<OutageFacts, 'way' | 'by'> {
  /** When it is asked how it is: as soon as it has begun, or at the end, so that it was so throughout. */
  readonly asked: 'first' | 'last';
  /** It has begun when this resolves. */
  begin(): Promise<Begun>;
}

export interface Begun {
  /** Why it has not. */
  readonly problem?: string | undefined;
  /**
   * Takes it back, where it can be.
   *
   * @returns why it could not
   */
  end(): Promise<string | undefined>;
}

/** What can be done to a server that Assay started. */
export interface TrackingHands {
  freeze(): Promise<void>;
  goOn(): Promise<void>;
  kill(): Promise<void>;
}

/** The server becomes slow, then silent, and is then ended: it is not there any more afterwards. */
export function outagesBy({ freeze, goOn, kill }: TrackingHands): Outage[] {
  return [
    { way: 'slow', asked: 'first', begin: () => heldUpAgainAndAgain({ freeze, goOn }) },
    {
      way: 'silent',
      asked: 'last',
      async begin() {
        await freeze();
        return { end: () => goOn().then(() => undefined) };
      },
    },
    {
      way: 'gone',
      asked: 'last',
      async begin() {
        await kill();
        return { end: async () => undefined };
      },
    },
  ];
}

/** Held up already when this resolves. */
async function heldUpAgainAndAgain({ freeze, goOn }: Omit<TrackingHands, 'kill'>): Promise<Begun> {
  const over = new AbortController();
  await freeze();
  const holding = (async () => {
    for (;;) {
      await pause(dutyCycle.held, undefined, { signal: over.signal }).catch(() => {});
      await goOn();
      await pause(dutyCycle.let, undefined, { signal: over.signal }).catch(() => {});
      if (over.signal.aborted) return;
      await freeze();
    }
  })();
  holding.catch(() => {});
  return {
    async end() {
      over.abort();
      await holding;
      return undefined;
    },
  };
}
