import type { Contract } from '../contract/contract.ts';
import { actedOn, madeInWords } from './acted-on.ts';
import type { Decision } from './decision.ts';
import type { Tally } from './tally.ts';

/**
 * Tells where an application, after answers that were wrong, does not decide on one that is right, though it was given time
 * to do so: what came before it was asked again counts for nothing.
 *
 * @param after - what the wrong answers were, such as `what is no action`
 */
export function expectToGoOn(decision: Decision, after: string, contract: Contract, tally: Tally): void {
  const { id, given, stated, askedAgain } = decision;
  const last = given.at(-1);
  // Where the endpoint gave nothing that can be used, there was nothing to go on with.
  if (last?.kind === 'unusable' || askedAgain) return;
  tally.examined += 1;
  if (last && (stated.kind === 'decided' || actedOn(decision, last.action, contract))) return;
  tally.violation({
    about: `the application does not go on after ${after}`,
    expected: 'a call of the endpoint, and a decision, as before',
    seen: given.length === 0 ? 'no call of the endpoint' : madeInWords(contract, decision),
    decision: id,
  });
}
