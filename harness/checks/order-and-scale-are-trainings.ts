import { eachExchange } from './kinds-of-check.ts';
import { judgeAnswer } from './served-answer.ts';
import { featureName } from './wording.ts';

/** In units of the tolerance: what moves the model's scores by less is not seen to move them. */
const visible = 2;

/**
 * FEAT-4: the endpoint takes features in the order and scale of training.
 *
 * The rows of this phase differ in one feature each, which moves the model's answer where it can: a feature that is taken for
 * another, or in another unit, gives another answer to one of the two. Of features that move nothing it says nothing.
 */
export const orderAndScaleAreTrainings = eachExchange(
  { clause: 'FEAT-4', grade: 'corroborated', phases: ['influence'] },
  (context, tally) => {
    const { contract, history } = context;
    return {
      see: (judged) => judgeAnswer(context, tally, judged),
      conclude() {
        const facts = [...history.facts('influence')];
        const moves = ({ flips, largestChange }: { flips: number; largestChange: number }) =>
          flips > 0 || largestChange > visible * contract.policy.tolerance.absolute;
        const still = facts.filter((fact) => !moves(fact)).map(({ feature }) => featureName(contract, feature));
        const told = `${facts.length - still.length} of ${facts.length} features move the answer`;
        return {
          unproven: facts.length > 0 && still.length === facts.length ? 'no feature moves the answer' : undefined,
          notes: [still.length > 0 ? `${told}; not ${still.join(', ')}` : told],
        };
      },
    };
  },
);
