import type { Contract } from '../contract/contract.ts';
import type { Decision } from './decision.ts';
import { statedInWords } from './stated-wording.ts';
import type { Tally } from './tally.ts';

/**
 * Tells where an application, after answers that were wrong, does not decide on one that is right, though it was given time
 * to do so: what came before it was asked again counts for nothing.
 *
 * @param after - what the wrong answers were, such as `what is no action`
 */
export function expectToGoOn(
  { id, given, stated, askedAgain }: Decision,
  after: string,
  contract: Contract,
  tally: Tally,
): void {
  // Where the endpoint gave nothing that can be used, there was nothing to go on with.
  const answered = given.length === 0 || given.at(-1)?.kind === 'action';
  if (stated.kind === 'unasked' || !answered || askedAgain) return;
  tally.examined += 1;
  if (given.length > 0 && stated.kind === 'decided') return;
  tally.violation({
    about: `the application does not go on after ${after}`,
    expected: 'a call of the endpoint, and a decision, as before',
    seen: given.length === 0 ? 'no call of the endpoint' : statedInWords(contract, stated),
    decision: id,
  });
}
