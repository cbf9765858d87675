import type { Evaluate } from '../answers.ts';
import type { Hypothesis } from './hypothesis.ts';
import { decidedActions } from './predicted.ts';

/** A policy that may have been served by mistake. */
export interface OtherPolicy {
  /** As people know it, such as `sibling/policy.onnx`. */
  readonly name: string;
  readonly evaluate: Evaluate;
}

/** Another policy answers, in place of the one that is meant. */
export function anotherArtifact({ name, evaluate }: OtherPolicy): Hypothesis {
  return async (sample) => {
    const answers = await evaluate(sample.observations);
    return [
      {
        hypothesis: 'another-artifact',
        sentence: `another artifact answers: ${name}`,
        actions: decidedActions(answers, sample),
        scores: answers.scores,
        complexity: 1,
      },
    ];
  };
}
