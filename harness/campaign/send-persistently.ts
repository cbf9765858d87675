import type { Outcome } from '../history/exchange.ts';
import type { Sent } from '../protocols/http.ts';

const mostRetries = 8;
const firstBackoffMilliseconds = 10;

/** By what came back, and how often it was sent again already, milliseconds until it is sent again. */
export type PauseFor = (outcome: Outcome, retries: number) => number | undefined;

/** Sends a request, and again as long as there is a reason to; `sent` is the last of them. */
export async function sendPersistently(
  send: () => Promise<Sent>,
  { pauseFor, pause }: { pauseFor: PauseFor; pause: (milliseconds: number) => Promise<void> },
): Promise<{ sent: Sent; retries: number }> {
  for (let retries = 0; ; retries += 1) {
    const sent = await send();
    const milliseconds = pauseFor(sent.outcome, retries);
    if (milliseconds === undefined) return { sent, retries };
    await pause(milliseconds);
  }
}

/** @param busy - statuses that mean "ask again later" */
export function whileBusy(busy: readonly number[]): PauseFor {
  return (outcome, retries) =>
    isBusy(outcome, busy) && retries < mostRetries ? firstBackoffMilliseconds * 2 ** retries : undefined;
}

/** Whether whoever asked is told to ask again later. */
export function isBusy(outcome: Outcome, busy: readonly number[]): boolean {
  return outcome.kind === 'reply' && busy.includes(outcome.status);
}
