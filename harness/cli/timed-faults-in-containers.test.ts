import { test } from 'vitest';
import { describeWithEngine } from '../stack/containers/testing/with-engine.ts';
import { isTimed, named, says, stackFaultIsCaught, stackFaults } from './testing/stack-fault-is-caught.ts';

describeWithEngine('a fault of a stack in containers that shows in its times', () => {
  test.each(named(stackFaults.filter(isTimed)))(says, (_, fault) => stackFaultIsCaught(fault));
});
