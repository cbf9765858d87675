import { setTimeout as pause } from 'node:timers/promises';
import { describeExit } from './process-exit.ts';
import { type ProcessOptions, startProcess } from './started-process.ts';

/**
 * Runs a command to its end, and stops it when its time is over; its lines are logged.
 *
 * @param within - milliseconds
 * @returns what was wrong with it; undefined where it ended with code 0
 * @throws {StackError} as `startProcess` does, and STACK_NOT_STOPPED
 */
export async function runCommand(
  options: ProcessOptions,
  within: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const started = await startProcess(options);
  try {
    const over = new AbortController();
    const exit = await Promise.race([
      started.exit,
      pause(within, undefined, { signal: AbortSignal.any([signal, over.signal]) }).catch(() => undefined),
    ]);
    over.abort();
    signal.throwIfAborted();
    if (exit === undefined) return `it did not end within ${within} ms`;
    return exit.code === 0 ? undefined : `it ${describeExit(exit)}`;
  } finally {
    await started.stop();
  }
}
