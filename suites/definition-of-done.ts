import { actions } from './actions.ts';
import { artifact } from './artifact.ts';
import { cause } from './cause.ts';
import { features } from './features.ts';
import { load } from './load.ts';
import { seen } from './seen.ts';
import { size } from './size.ts';
import type { Suite } from './suite.ts';
import { swap } from './swap.ts';
import { time } from './time.ts';
import { track } from './track.ts';
import { used } from './used.ts';
import { vary } from './vary.ts';

/** From "trained" to "seen in the logs", in the order in which a reader wants to know. */
export const definitionOfDone: readonly Suite[] = [
  artifact,
  load,
  features,
  vary,
  actions,
  used,
  cause,
  seen,
  swap,
  time,
  size,
  track,
];
