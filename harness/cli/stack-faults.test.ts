import { expect, test } from 'vitest';
import { readStackFault, stackFaultNames } from '../../fixtures/faults/stacks/stack-zoo.ts';
import { describeWithEngine } from '../stack/containers/testing/with-engine.ts';
import { stackCalled } from './package-files.ts';
import { expectCaught } from './testing/expect-caught.ts';
import { verified } from './testing/verified.ts';

/** To see what is wrong takes fewer than to prove that nothing is. */
const observations = 512;

const faults = await Promise.all(stackFaultNames().map(readStackFault));

test('each fault is told apart from others of its stack by its name', () => {
  expect(new Set(faults.map(({ stack, id }) => `${stack} ${id}`)).size).toBe(faults.length);
});

describeWithEngine('a fault of a stack in containers', () => {
  test.each(faults.map((fault) => [`${fault.stack}: ${fault.id}`, fault] as const))(
    '%s is refuted by each clause that it is about, and diagnosed where it is known',
    async (_, { id, stack, refutes, explainedBy }) => {
      const document = await verified({ fault: id, stack: stackCalled(stack), only: refutes, observations });
      expectCaught(document, refutes);
      if (explainedBy !== undefined) expect(document.diagnosis?.sentence).toContain(explainedBy);
    },
  );
});
