import type { ChooseRule, Rewritten, TapCall } from '../tap-rule.ts';

export interface SwapOptions {
  /** Which calls take part; others pass. */
  readonly selects: (call: TapCall) => boolean;
  /** Milliseconds that an answer is held back for the other; then it passes unchanged, and its record says so. */
  readonly withinMs: number;
}

interface Waiting {
  readonly body: Uint8Array;
  readonly take: (rewritten: Rewritten) => void;
}

/**
 * Gives each of two calls the other's answer, one pair after the other. An application that never has two calls under way
 * waits in vain: see `withinMs`.
 */
export function swappedAnswers({ selects, withinMs }: SwapOptions): ChooseRule {
  let waiting: Waiting | undefined;

  const meet = (body: Uint8Array): Rewritten | Promise<Rewritten> => {
    const other = waiting;
    if (other) {
      waiting = undefined;
      other.take({ kind: 'body', body });
      return { kind: 'body', body: other.body };
    }
    return new Promise((resolve) => {
      const mine: Waiting = { body, take: settle };
      const timer = setTimeout(() => {
        if (waiting === mine) waiting = undefined;
        settle({ kind: 'unfit', reason: `no other answer came within ${withinMs} ms` });
      }, withinMs);
      function settle(rewritten: Rewritten): void {
        clearTimeout(timer);
        resolve(rewritten);
      }
      waiting = mine;
    });
  };
  return (call) =>
    selects(call) ? { kind: 'rewrite', name: 'swapped', rewrite: ({ body }) => meet(body) } : { kind: 'pass' };
}
