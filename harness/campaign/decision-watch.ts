import { setTimeout as delay } from 'node:timers/promises';
import type { EndpointFile } from '../contract/stack-file.ts';
import type { LogLine } from '../history/exchange.ts';

const pollMilliseconds = 10;

/** Counts the decisions that the log tells of while it is written, to know when it has told of all. */
export class DecisionWatch {
  count = 0;
  readonly #pattern: RegExp | undefined;
  readonly #settleMilliseconds: number;

  constructor({ logs }: Pick<EndpointFile, 'logs'>) {
    this.#pattern = logs.decision === undefined ? undefined : new RegExp(logs.decision);
    this.#settleMilliseconds = logs.settle;
  }

  see({ text }: LogLine): void {
    if (this.#pattern?.test(text)) this.count += 1;
  }

  /** Resolves when so many were seen, or no more can be waited for; what is missing then is a finding, not an error. */
  async settled(expected: number): Promise<void> {
    if (!this.#pattern) return;
    const end = performance.now() + this.#settleMilliseconds;
    while (this.count < expected && performance.now() < end) await delay(pollMilliseconds);
  }
}
