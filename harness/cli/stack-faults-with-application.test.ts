import { isTimed } from './testing/is-timed.ts';
import { describeStackFaults, hasApplication } from './testing/stack-faults.ts';

describeStackFaults(
  'a fault of a stack in containers that has an application',
  (fault) => hasApplication(fault) && !isTimed(fault),
);
