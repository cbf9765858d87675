import { describe, expect, test } from 'vitest';
import type { ReachFacts } from '../history/run-event.ts';
import type { Reply } from '../protocols/protocol.ts';
import { everyActionIsReached } from './every-action-is-reached.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, busy, failed, lost, nearTie, preferring } from './testing/replies.ts';
import { contract } from './testing/small-contract.ts';
import { ToldRun } from './testing/told-run.ts';

const reach = (action: number, reached = true, margin = reached ? 0.5 : -0.25): ReachFacts => ({
  kind: 'reach',
  action,
  reached,
  margin,
  oracleRows: 512,
});

const directed = (action: number, reply: Reply = answer(action)) => ({
  phase: 'directed' as const,
  subject: action,
  expected: [preferring(action)],
  reply,
});

const namingSell = { contract: { actions: { ...contract.actions, unreachable: ['SELL'] } } };
const holdAndBuy = (given = {}) => new ToldRun(given).fact(reach(0), reach(1)).call(directed(0)).call(directed(1));

test('every action answered where the artifact answers it proves it', () => {
  const result = holdAndBuy().fact(reach(2)).call(directed(2)).by(everyActionIsReached);
  expectProven(result, { examined: 3 });
  expect(result.notes).toEqual(['3 of 3 actions reached']);
});

test('an action that is known to be unreachable is reported with the closest margin', () => {
  const result = holdAndBuy(namingSell).fact(reach(2, false)).by(everyActionIsReached);
  expectProven(result, { examined: 3 });
  expect(result.notes).toEqual(['2 of 3 actions reached', '2 (SELL): the closest observation found lacks 0.250']);
});

describe('it is refuted by', () => {
  test('another action where the artifact answers this one', () => {
    const result = holdAndBuy()
      .fact(reach(2))
      .call(directed(2, answer(0)))
      .by(everyActionIsReached);
    const [finding] = expectRefuted(result, /^action 2 \(SELL\) is not answered where the model answers it$/);
    expect(finding).toMatchObject({ exchange: 3, seen: 'action 0 (HOLD), used_trained_model true' });
  });

  test('a failure where the artifact answers it', () => {
    expectRefuted(holdAndBuy().fact(reach(2)).call(directed(2, failed())).by(everyActionIsReached), /SELL/);
  });

  test('an action that the contract names as unreachable, and that is reached', () => {
    const result = holdAndBuy(namingSell).fact(reach(2)).call(directed(2)).by(everyActionIsReached);
    expectRefuted(result, /names action 2 \(SELL\) as unreachable, but the model reaches it/);
  });
});

describe('it stays unproven where', () => {
  test('an action was not found, and the contract does not name it', () => {
    const result = holdAndBuy().fact(reach(2, false)).by(everyActionIsReached);
    expectUnproven(result, /no observation was found for 2 \(SELL\): .*lacks 0\.250; .*actions\.unreachable/);
  });

  test.each([lost(), busy])('every call for an action came to nothing', (reply) => {
    const result = holdAndBuy().fact(reach(2)).call(directed(2, reply)).by(everyActionIsReached);
    expectUnproven(result, /^1 actions were not answered$/);
  });

  test('the only call for an action is one that two runtimes may answer differently', () => {
    const run = holdAndBuy()
      .fact(reach(2))
      .call({ ...directed(0), subject: 2, expected: [nearTie] });
    expectUnproven(run.by(everyActionIsReached), /^1 actions were not answered$/);
  });

  test('nothing was searched', () => {
    expectUnproven(new ToldRun().by(everyActionIsReached), /^3 actions were not answered$/);
  });
});

test('one of several calls without a reply does no harm', () => {
  const run = holdAndBuy().fact(reach(2)).call(directed(2, lost())).call(directed(2));
  expectProven(run.by(everyActionIsReached));
});
