import { expect, test } from 'vitest';
import { coldEndpointGivesNoAction } from '../checks/cold-endpoint-gives-no-action.ts';
import { fallbackRateIsBounded } from '../checks/fallback-rate-is-bounded.ts';
import { noRequestSuffersFromASwap } from '../checks/no-request-suffers-from-a-swap.ts';
import { sameObservationSameAnswer } from '../checks/same-observation-same-answer.ts';
import { servedActionIsTheOracles } from '../checks/served-action-is-the-oracles.ts';
import { answer, preferring } from '../checks/testing/replies.ts';
import { contract, endpoint } from '../checks/testing/small-contract.ts';
import { ToldRun } from '../checks/testing/told-run.ts';
import { withoutAModelNoAnswer } from '../checks/without-a-model-no-answer.ts';
import { protocolOf } from '../protocols/protocol-of.ts';
import { judgedExchanges } from './judged-exchanges.ts';
import { findingsInOneCall } from './single-call.ts';

const protocol = protocolOf({ contract, endpoint, environment: () => undefined });
const alone = (checks: Parameters<typeof findingsInOneCall>[0], action: number) => {
  const history = new ToldRun().call({ phase: 'shrink', expected: [preferring(1)], reply: answer(action) });
  const [judged] = judgedExchanges(history, { contract, protocol });
  return findingsInOneCall(checks, { contract, endpoint, history }, judged!);
};

test('a wrong answer shows in the call alone, whatever the phase it was sent in', () => {
  expect(alone([servedActionIsTheOracles], 2)).toEqual([
    expect.objectContaining({ clause: 'USED-2', exchange: 1, about: "the served action is not the model's" }),
  ]);
});

test('a right one shows nothing', () => {
  expect(alone([servedActionIsTheOracles], 1)).toEqual([]);
});

test('what shows only beside other calls is not found in one', () => {
  expect(alone([sameObservationSameAnswer], 2)).toEqual([]);
});

test('a violation that names no call is not one of this call', () => {
  expect(alone([fallbackRateIsBounded], 2)).toEqual([]);
});

test.each([
  ['without a model', coldEndpointGivesNoAction],
  ['while a model is taken away', withoutAModelNoAnswer],
  ['during a swap', noRequestSuffersFromASwap],
])('what is expected %s is not expected of a call alone', (_, check) => {
  expect([alone([check], 1), alone([check], 2)]).toEqual([[], []]);
});
