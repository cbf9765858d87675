import type { Contract } from '../../contract/contract.ts';
import type { ObservationBlock } from '../../contract/observation-block.ts';
import type { ObservationSpace } from '../../observations/observation-space.ts';
import type { Evaluate } from '../../oracle/answers.ts';
import type { Network } from '../../oracle/network.ts';
import type { Protocol } from '../../protocols/protocol.ts';

/** What the phases of a campaign are made from. */
export interface Setting {
  readonly contract: Contract;
  readonly protocol: Protocol;
  readonly space: ObservationSpace;
  readonly seed: number;
  readonly evaluate: Evaluate;
  /** What the artifact computes, where it could be read out of it: it guides the search for the actions. */
  readonly network: Network | undefined;
  readonly golden: ObservationBlock;
  /** Nominal observations to be sent. */
  readonly observations: number;
  /** The first of them that go one a call, as many as the bound on the rate of fallbacks takes; the rest go in bulk. */
  readonly calls: number;
}

/** Calls are drawn, and the oracle is asked, in blocks of so many rows. */
export const rowsPerBlock = 256;
