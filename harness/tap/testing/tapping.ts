import { onTestFinished } from 'vitest';
import { openTap, type Tap, type TapOptions } from '../tap.ts';
import type { TapRecord } from '../tap-record.ts';
import type { TapRule } from '../tap-rule.ts';
import { type RawCaller, rawCaller } from './raw-caller.ts';

export interface Tapping {
  readonly tap: Tap;
  readonly records: readonly TapRecord[];
  /** Resolves when so many calls have ended. */
  recorded(count: number): Promise<readonly TapRecord[]>;
  call(): Promise<RawCaller>;
}

/** A tap of a test's own before this target, gone after it. */
export async function tapping(
  target: string,
  { rule, ...options }: Partial<TapOptions> & { readonly rule?: TapRule } = {},
): Promise<Tapping> {
  const records: TapRecord[] = [];
  const waiting = new Set<() => void>();
  let now = 0;
  const tap = await openTap({
    target,
    clock: () => ++now,
    record: (record) => {
      records.push(record);
      for (const look of waiting) look();
    },
    ...(rule && { choose: () => rule }),
    ...options,
  });
  onTestFinished(() => tap.close());
  return {
    tap,
    records,
    recorded: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (records.length < count) return;
          waiting.delete(look);
          resolve(records);
        };
        waiting.add(look);
        look();
      }),
    call: () => rawCaller(tap.origin),
  };
}

export function text(body: Uint8Array | undefined): string | undefined {
  return body && Buffer.from(body).toString('latin1');
}
