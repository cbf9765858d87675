import type { Evaluate } from '../answers.ts';
import type { Hypothesis } from './hypothesis.ts';
import { decidedActions } from './predicted.ts';

/** The model with other numbers in it. */
export interface AlteredModel {
  /** Such as `weights are rounded to float16`. */
  readonly sentence: string;
  readonly evaluate: Evaluate;
}

/** The artifact was changed on its way to the server: its weights were rounded, its statistics lost. */
export function alteredModel({ sentence, evaluate }: AlteredModel): Hypothesis {
  return async (sample) => {
    const answers = await evaluate(sample.observations);
    const actions = decidedActions(answers, sample);
    return [{ hypothesis: 'altered-model', sentence, actions, scores: answers.scores, complexity: 1 }];
  };
}
