import { isTimed } from './testing/is-timed.ts';
import { describeStackFaults } from './testing/stack-faults.ts';

describeStackFaults('a fault of a stack in containers that shows in its times', isTimed);
