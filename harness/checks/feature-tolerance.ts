import type { Tolerance } from '../contract/contract.ts';

/** Within which a feature that is sent is the one that training computed: what float32 rounds, and sums in another order. */
export const featureTolerance: Tolerance = { relative: 1e-6, absolute: 1e-6 };
