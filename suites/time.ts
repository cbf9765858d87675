import { compiledIsWhatItSays } from '../harness/checks/compiled-is-what-it-says.ts';
import { firstAnswerWithinBudget } from '../harness/checks/first-answer-within-budget.ts';
import { latencyWithinBudget } from '../harness/checks/latency-within-budget.ts';
import { statedLatencyIsHonest } from '../harness/checks/stated-latency-is-honest.ts';
import type { Suite } from './suite.ts';

export const time: Suite = {
  group: 'TIME',
  title: 'answers come in time, and say how long they took',
  clauses: [
    {
      id: 'TIME-1',
      sentence: 'latency budgets, measured from outside, open-loop',
      needs: ['latency'],
      checks: [latencyWithinBudget],
    },
    {
      id: 'TIME-2',
      sentence: "the stack's own latency statement is honest",
      needs: ['alone'],
      checks: [statedLatencyIsHonest],
    },
    {
      id: 'TIME-3',
      sentence: 'what is compiled says so, answers alike, and is as much faster as promised',
      needs: ['forms'],
      checks: [compiledIsWhatItSays],
    },
    {
      id: 'TIME-4',
      sentence: 'start-up, until the first answer',
      needs: ['first', 'golden'],
      checks: [firstAnswerWithinBudget],
    },
  ],
};
