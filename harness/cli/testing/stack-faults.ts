import { expect, test } from 'vitest';
import type { StackFault } from '../../../fixtures/faults/stacks/stack-fault.ts';
import { readStackFault, stackFaultNames } from '../../../fixtures/faults/stacks/stack-zoo.ts';
import { loadStack } from '../../contract/load-stack.ts';
import { describeWithEngine } from '../../stack/containers/testing/with-engine.ts';
import { stackCalled } from '../package-files.ts';
import { expectCaught } from './expect-caught.ts';
import { verified } from './verified.ts';

/** To see what is wrong takes fewer than to prove that nothing is. */
const observations = 512;

const faults = await Promise.all(stackFaultNames().map(readStackFault));

/** One after the other: those of one stack begin with the same layers, which two builds at a time would make twice. */
export function describeStackFaults(title: string, isMeant: (fault: StackFault) => boolean): void {
  const meant = faults.filter(isMeant).map((fault) => [`${fault.stack}: ${fault.id}`, fault] as const);
  describeWithEngine(title, () => {
    test.each(meant)('%s is refuted by each clause that it is about, and diagnosed where it is known', isCaught);
  });
}

export const hasApplication = ({ stack }: StackFault) => loadStack(stackCalled(stack)).stack.application !== undefined;

async function isCaught(_: string, { id, stack, refutes, explainedBy }: StackFault): Promise<void> {
  const document = await verified({ fault: id, stack: stackCalled(stack), only: refutes, observations });
  expectCaught(document, refutes);
  if (explainedBy !== undefined) expect(document.diagnosis?.sentence).toContain(explainedBy);
}
