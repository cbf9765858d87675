import { expect, test } from 'vitest';
import type { StackFault } from '../../fixtures/faults/stacks/stack-fault.ts';
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

/** A stack waits more than it computes, but two of them keep a small machine busy. */
const free = [undefined, undefined].map(() => Promise.resolve());

async function inTurn(act: () => Promise<void>): Promise<void> {
  const done = Promise.withResolvers<void>();
  const turn = free.shift()!;
  free.push(done.promise);
  await turn;
  await act().finally(done.resolve);
}

const isTimed = ({ refutes }: StackFault) => refutes.some((clause) => clause.startsWith('TIME'));
const named = (some: readonly StackFault[]) => some.map((fault) => [`${fault.stack}: ${fault.id}`, fault] as const);
const says = '%s is refuted by each clause that it is about, and diagnosed where it is known';

async function isCaught({ id, stack, refutes, explainedBy }: StackFault): Promise<void> {
  const document = await verified({ fault: id, stack: stackCalled(stack), only: refutes, observations });
  expectCaught(document, refutes);
  if (explainedBy !== undefined) expect(document.diagnosis?.sentence).toContain(explainedBy);
}

describeWithEngine('a fault of a stack in containers that shows in its times', () => {
  test.each(named(faults.filter(isTimed)))(says, (_, fault) => isCaught(fault));
});

describeWithEngine(
  'a fault of a stack in containers',
  () => {
    test.each(named(faults.filter((fault) => !isTimed(fault))))(says, (_, fault) => inTurn(() => isCaught(fault)));
  },
  { concurrent: true },
);
