import type { Decision } from './decision.ts';
import type { Tally } from './tally.ts';

/**
 * Tells where an application, after answers that were wrong, does not decide on one that is right.
 *
 * @param after - what the wrong answers were, such as `what is no action`
 */
export function expectToGoOn({ id, given, stated }: Decision, after: string, tally: Tally): void {
  // Where the endpoint gave nothing that can be used, there was nothing to go on with.
  const answered = given.length === 0 || given.at(-1)?.kind === 'action';
  if (stated.kind === 'unasked' || !answered) return;
  tally.examined += 1;
  if (given.length > 0 && stated.kind === 'decided') return;
  tally.violation({
    about: `the application does not go on after ${after}`,
    expected: 'a call of the endpoint, and a decision, as before',
    seen: given.length === 0 ? 'no call of the endpoint' : `a refusal: ${stated.kind === 'refused' ? stated.text : ''}`,
    decision: id,
  });
}
