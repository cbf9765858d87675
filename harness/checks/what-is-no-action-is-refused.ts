import { refusedWrongAnswers } from './refused-wrong-answers.ts';

/** ACT-4: what is no action is refused loudly: no order is placed, no decision is stated, and the next one is taken. */
export const whatIsNoActionIsRefused = refusedWrongAnswers({
  clause: 'ACT-4',
  grade: 'corroborated',
  phase: 'no-action',
  what: 'what is no action',
  after: 'what is no action',
  mayWait: false,
});
