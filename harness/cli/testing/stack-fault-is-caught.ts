import { expect } from 'vitest';
import type { StackFault } from '../../../fixtures/faults/stacks/stack-fault.ts';
import { readStackFault, stackFaultNames } from '../../../fixtures/faults/stacks/stack-zoo.ts';
import { stackCalled } from '../package-files.ts';
import { expectCaught } from './expect-caught.ts';
import { verified } from './verified.ts';

/** To see what is wrong takes fewer than to prove that nothing is. */
const observations = 512;

export const stackFaults = await Promise.all(stackFaultNames().map(readStackFault));

export const isTimed = ({ refutes }: StackFault) => refutes.some((clause) => clause.startsWith('TIME'));

/** For the title of a test, which `says` what it shows. */
export const named = (some: readonly StackFault[]) =>
  some.map((fault) => [`${fault.stack}: ${fault.id}`, fault] as const);
export const says = '%s is refuted by each clause that it is about, and diagnosed where it is known';

export async function stackFaultIsCaught({ id, stack, refutes, explainedBy }: StackFault): Promise<void> {
  const document = await verified({ fault: id, stack: stackCalled(stack), only: refutes, observations });
  expectCaught(document, refutes);
  if (explainedBy !== undefined) expect(document.diagnosis?.sentence).toContain(explainedBy);
}
