import { refusedWrongAnswers } from './refused-wrong-answers.ts';

/** SIZE-3: what is no tail mean sizes nothing: the answer is refused loudly, and no order is placed. */
export const whatIsNoTailMeanIsRefused = refusedWrongAnswers({
  clause: 'SIZE-3',
  grade: 'caused',
  phase: 'misestimated',
  what: 'what is no tail mean',
  after: 'what is no tail mean',
  mayWait: false,
});
