import type { LostReason } from '../../history/exchange.ts';
import type { Reply, RowAnswer } from '../../protocols/protocol.ts';
import { contract } from './small-contract.ts';

/** Scores of the three actions, of which this one is the best by a margin of 5. */
export function preferring(action: number): number[] {
  return [0, 1, 2].map((each) => (each === action ? 6 : each / 2));
}

/** Scores between whose best two, 0 and 1, two correct runtimes may choose differently. */
export const nearTie: readonly number[] = [1, 1.00005, 0];

/** What a healthy endpoint says of one row. */
export function row(action: number, said: Partial<RowAnswer> = {}): RowAnswer {
  return {
    action,
    scores: preferring(action),
    usedTrainedModel: true,
    featureCount: 4,
    modelVersion: contract.policy.sha256.slice(0, 12),
    latency: 1,
    ...said,
  };
}

export function answered(...rows: readonly RowAnswer[]): Reply {
  return { kind: 'answered', rows };
}

/** An answer of one row. */
export function answer(action: number, said: Partial<RowAnswer> = {}): Reply {
  return answered(row(action, said));
}

export function refused(status = 422): Reply {
  return { kind: 'refused', status, text: 'no' };
}

export function failed(status = 500): Reply {
  return { kind: 'failed', status, text: 'sorry' };
}

export const busy = failed(503);
export const unreadable: Reply = { kind: 'unreadable', status: 200, problem: '/action is missing', text: '{}' };

export function lost(reason: LostReason = 'deadline'): Reply {
  return { kind: 'lost', problem: reason };
}
