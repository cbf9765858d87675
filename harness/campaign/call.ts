import type { ObservationBlock } from '../contract/observation-block.ts';
import type { Phase } from '../history/phase.ts';
import type { EncodedRequest } from '../protocols/protocol.ts';

/** One request to be made. */
export interface Call {
  readonly phase: Phase;
  /** What the phase means by it; see `phases`. */
  readonly subject: number;
  readonly note: string;
  /** A block to be encoded by the protocol, or a request that is wrong on purpose. */
  readonly content: ObservationBlock | EncodedRequest;
  /** The oracle's scores, `rows * actions`; empty where there is nothing to compare with. */
  readonly expected: Float32Array;
}

/** Calls in the order in which they are to be sent, a block at a time, so that a campaign of any length fits in memory. */
export type Calls = AsyncIterable<readonly Call[]>;

export function isBlock(content: Call['content']): content is ObservationBlock {
  return 'values' in content;
}
