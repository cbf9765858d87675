import { answersUnderLoadEqualAnswersAlone } from '../harness/checks/answers-under-load-equal-answers-alone.ts';
import { noCacheAnswers } from '../harness/checks/no-cache-answers.ts';
import { outputsVaryAsTheOracles } from '../harness/checks/outputs-vary-as-the-oracles.ts';
import { repeatedDrawsAreIndependent } from '../harness/checks/repeated-draws-are-independent.ts';
import { rowsOfABatchAreIndependent } from '../harness/checks/rows-of-a-batch-are-independent.ts';
import { sameObservationSameAnswer } from '../harness/checks/same-observation-same-answer.ts';
import type { Suite } from './suite.ts';

export const vary: Suite = {
  group: 'VARY',
  title: 'answers depend on the observation, and on nothing else',
  clauses: [
    {
      id: 'VARY-1',
      sentence: "outputs are not constant, and vary as the oracle's do",
      needs: ['nominal', 'bulk'],
      checks: [outputsVaryAsTheOracles],
    },
    {
      id: 'VARY-2',
      sentence: 'same observation, same answer, or another draw from the same distribution',
      needs: ['repeat'],
      checks: [sameObservationSameAnswer, repeatedDrawsAreIndependent],
    },
    {
      id: 'VARY-3',
      sentence: 'no memory between requests, symbols or rows of a batch',
      needs: ['nominal', 'batch'],
      checks: [rowsOfABatchAreIndependent],
    },
    {
      id: 'VARY-4',
      sentence: 'answers under concurrency equal answers alone',
      needs: ['nominal', 'alone', 'beside'],
      checks: [answersUnderLoadEqualAnswersAlone],
    },
    {
      id: 'VARY-5',
      sentence: 'no cache answers for the model',
      needs: ['neighbours'],
      checks: [noCacheAnswers],
    },
  ],
};
