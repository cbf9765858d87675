import { join } from 'node:path';
import { expect } from 'vitest';
import { assay } from './assay.ts';
import { Files, kalshiContract, stackWithHabit } from './kalshi-files.ts';
import { expectToSay } from './words.ts';

/** One bad habit of an endpoint, and how the command ends that verifies it. */
export interface HostileEndpoint {
  readonly habit: string;
  readonly exit: 0 | 1 | 2;
  readonly says: readonly (string | RegExp)[];
  readonly only?: string;
  /** Changes to the stack file. */
  readonly endpoint?: object;
  readonly contract?: readonly (readonly [from: string, to: string])[];
}

/** Of a test that `isJudged` carries out. */
export const title = 'an endpoint that $habit is judged with exit code $exit';

export async function isJudged({ habit, exit, says, ...changes }: HostileEndpoint): Promise<void> {
  using files = new Files();
  const run = await assay(
    ...['verify', '--contract', files.write('contract.yaml', kalshiContract(...(changes.contract ?? [])))],
    ...['--stack', files.write('stack.yaml', stackWithHabit(habit, { endpoint: changes.endpoint ?? {} }))],
    ...['--only', changes.only ?? 'USED-2', '--observations', '128', '--seed', '1'],
    ...['--out', join(files.folder, 'evidence')],
  );
  expectToSay(run.stdout, says);
  expect(run.stderr).toBe('');
  expect(run.code).toBe(exit);
}
