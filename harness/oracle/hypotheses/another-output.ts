import type { OracleAnswers } from '../answers.ts';
import { decide } from '../decision.ts';
import type { OtherPolicy } from './another-artifact.ts';
import type { Explanation, Hypothesis, Sample } from './hypothesis.ts';
import { decidedActions } from './predicted.ts';

/** Another output of the same model is answered in place of the one that is meant: a wrong head, or what is not squashed yet. */
export function anotherOutput({ name, evaluate }: OtherPolicy): Hypothesis {
  return async (sample) => {
    const answers = await evaluate(sample.observations);
    const sentence = `the model's output ${name} is answered in place of the one that is meant`;
    return [
      explanationOf(sample, sentence, answers),
      ...(sample.rule.kind === 'value'
        ? [explanationOf(sample, `${sentence}, cut to the bounds`, cut(sample, answers))]
        : []),
    ];
  };
}

function explanationOf(sample: Sample, sentence: string, answers: OracleAnswers): Explanation {
  const actions = decidedActions(answers, sample);
  return { hypothesis: 'another-output', sentence, actions, scores: answers.scores, complexity: 1 };
}

function cut({ rule }: Sample, answers: OracleAnswers): OracleAnswers {
  if (rule.kind !== 'value') return answers;
  const scores = answers.scores.map((value, at) => {
    const dimension = at % answers.width;
    const [low, high] = [rule.low[dimension] ?? value, rule.high[dimension] ?? value];
    return Math.min(Math.max(value, low), high);
  });
  const cut = { ...answers, scores, actions: answers.actions.slice(), margins: answers.margins.slice() };
  decide(rule, scores, answers.width, cut.actions, cut.margins);
  return cut;
}
