import { refusedWrongAnswers } from './refused-wrong-answers.ts';

/** CAUSE-4: faults between application and endpoint never become an order, and the next decision is taken. */
export const faultsBetweenPlaceNoOrder = refusedWrongAnswers({
  clause: 'CAUSE-4',
  grade: 'caused',
  phase: 'between',
  what: 'a fault between application and endpoint',
  after: 'a fault between it and the endpoint',
  mayWait: true,
});
