import { expect, test } from 'vitest';
import { readStackFault, stackFaultNames } from '../../fixtures/faults/stacks/stack-zoo.ts';
import { describeWithEngine } from '../stack/containers/testing/with-engine.ts';
import { contractCalled, stackCalled } from './package-files.ts';
import { verified } from './testing/verified.ts';

/** As many as the command sends by itself: what excludes fallbacks at the rate that the contracts ask for. */
const observations = 5_120;

/** Each stack that a fault can be planted in, under the contract of that fault. */
const faults = await Promise.all(stackFaultNames().map(readStackFault));
const healthy = [...new Set(faults.map(({ stack, contract }) => `${stack} under ${contract}`))].sort();

describeWithEngine('a healthy stack in containers', () => {
  test.each(healthy)('is proven for all that its contract asks: %s', async (names) => {
    const [stack, contract] = names.split(' under ') as [string, string];
    const { clauses, verdict } = await verified({
      stack: stackCalled(stack),
      contract: contractCalled(contract),
      observations,
    });
    const open = clauses.filter(({ verdict, waived }) => !['NOT ASKED', 'PROVEN'].includes(verdict) && waived === null);
    expect(open.map(({ id, verdict, reason, findings }) => ({ id, verdict, reason, findings }))).toEqual([]);
    expect(verdict).toBe('PROVEN');
  });
});
