import { setTimeout as pause } from 'node:timers/promises';
import type { CommandStep } from './intervention.ts';
import type { Begun, Outage } from './outage.ts';
import type { TrackingHealth } from './run-outages.ts';

const pollEvery = 100; // milliseconds
const patience = 1_000; // milliseconds

export interface CommandedOutageOptions {
  /** Runs the command of the stack file; says what was wrong with it. */
  readonly command: (step: CommandStep) => Promise<string | undefined>;
  readonly health: TrackingHealth;
  /** Milliseconds until a command has taken effect, once it has ended. */
  readonly within: number;
  readonly signal: AbortSignal;
}

/** A server that runs already is taken down by a command of the stack file, and brought back by another, whatever happened. */
export function commandedOutage(options: CommandedOutageOptions): Outage {
  const { command, health, within, signal } = options;
  const end = async () => {
    const problem = await command('undo');
    if (problem !== undefined) return `the command that brings it back: ${problem}`;
    const isBack = await comes(within, async () => (await health(patience)) !== undefined);
    return isBack ? undefined : `it did not answer again within ${within} ms`;
  };
  const begin = async (): Promise<Begun> => {
    const problem = await command('run');
    if (problem !== undefined) return { problem: `the command that takes it down: ${problem}`, end };
    const isGone = await comes(within, async () => (await health(patience)) === undefined, signal);
    return isGone ? { end } : { problem: `it still answered ${within} ms after it was taken down`, end };
  };
  return {
    way: 'gone',
    by: 'command',
    asked: 'last',
    begin: () =>
      begin().catch(async (error: unknown) => {
        await end();
        throw error;
      }),
  };
}

async function comes(within: number, is: () => Promise<boolean>, signal?: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + within;
  for (;;) {
    signal?.throwIfAborted();
    if (await is()) return true;
    if (performance.now() > deadline) return false;
    await pause(pollEvery);
  }
}
