import type { AnsweredRows } from './answered-rows.ts';
import type { CheckContext, Finding } from './check.ts';

/**
 * What is wrong with the counters of a stack after artifacts were replaced: they count on through a replacement, or somebody
 * who reads them takes it for a restart, and loses what the model before did.
 *
 * They may have grown by more than was answered here: others may have asked meanwhile.
 *
 * @returns undefined where they are right, or where there is nothing to tell by
 */
export function forgetfulCounters(
  { history, endpoint }: CheckContext,
  answered: Pick<AnsweredRows, 'least'>,
): Omit<Finding, 'clause'> | undefined {
  const readings = [...history.facts('counters')];
  const counted = (moment: 'before-swaps' | 'after-swaps') => {
    const reading = readings.find((each) => each.moment === moment);
    return reading?.inferences == null ? undefined : reading.inferences + (reading.fallbacks ?? 0);
  };
  // A series may appear with its first increment only.
  const [before, after] = [counted('before-swaps') ?? 0, counted('after-swaps')];
  if (after === undefined || after >= before + answered.least) return undefined;
  return {
    about: 'the counters forget what was answered when an artifact is replaced',
    expected: `growth of ${endpoint.counters?.inferences} by ${answered.least} at least, as answered meanwhile`,
    seen: `from ${before} to ${after}`,
  };
}
