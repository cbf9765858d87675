import { expect, test } from 'vitest';
import { describeExit } from './process-exit.ts';

test.each([
  [{ code: 0, signal: null }, 'ended with exit code 0'],
  [{ code: 137, signal: null }, 'ended with exit code 137 (killed by somebody, or for want of memory)'],
  [{ code: 137, signal: null, outOfMemory: true }, 'was ended for want of memory: it took more than it may'],
  [{ code: null, signal: 'SIGKILL' }, 'was ended by SIGKILL'],
] as const)('%o is told as: %s', (exit, told) => {
  expect(describeExit(exit)).toBe(told);
});
