import { expect, test } from 'vitest';
import { describeWithEngine } from '../stack/containers/testing/with-engine.ts';
import { isTimed, named, says, stackFaultIsCaught, stackFaults } from './testing/stack-fault-is-caught.ts';

test('each fault is told apart from others of its stack by its name', () => {
  expect(new Set(stackFaults.map(({ stack, id }) => `${stack} ${id}`)).size).toBe(stackFaults.length);
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

describeWithEngine(
  'a fault of a stack in containers',
  () => {
    const untimed = stackFaults.filter((fault) => !isTimed(fault));
    test.each(named(untimed))(says, (_, fault) => inTurn(() => stackFaultIsCaught(fault)));
  },
  { concurrent: true },
);
