import { describe, expect, test } from 'vitest';
import type { Reply } from '../protocols/protocol.ts';
import { mostRowsOfMalformed } from './answered-rows.ts';
import { logsAgreeWithTheHistory } from './logs-agree-with-the-history.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { boxContract, valuesAnswer } from './testing/contracts-of-every-kind.ts';
import { answer, busy, failed, lost, preferring, refused, unreadable } from './testing/replies.ts';
import { endpoint } from './testing/small-contract.ts';
import { ToldRun } from './testing/told-run.ts';

/** BUY and SELL were replied. */
const replied = (given = {}) =>
  new ToldRun(given)
    .call({ expected: [preferring(1)], reply: answer(1) })
    .call({ expected: [preferring(2)], reply: answer(2) });

const logging = (run: ToldRun, ...lines: readonly string[]) => {
  for (const line of lines) run.log(`decision ${line}`);
  return run.by(logsAgreeWithTheHistory);
};

describe('it is proven by lines that say what was replied', () => {
  test.each([
    ['by label', ['action=BUY used=true', 'action=SELL used=true']],
    ['by index', ['action=1 used=true', 'action=2 used=true']],
    ['in another order', ['action=SELL used=true', 'action=BUY used=true']],
    ['without naming an action', ['used=true', 'used=true']],
  ])('%s', (_, lines) => {
    expectProven(logging(replied(), ...lines), { examined: 2 });
  });

  test('also of decisions that both say the model did not make', () => {
    const run = replied().call({ expected: [preferring(0)], reply: answer(0, { usedTrainedModel: false }) });
    expectProven(logging(run, 'action=1 used=true', 'action=2 used=true', 'action=0 used=false'));
  });
});

describe('it is refuted by', () => {
  test('other actions in the log than in the replies, each way', () => {
    const result = logging(replied(), 'action=HOLD used=true', 'action=SELL used=true');
    const findings = expectRefuted(result, /names other actions than the replies did/, { violations: 2 });
    expect(findings.map(({ expected, seen }) => [expected, seen])).toEqual([
      ['action 0 (HOLD) 0 times, as replied', '1 times, as logged'],
      ['action 1 (BUY) 1 times, as replied', '0 times, as logged'],
    ]);
  });

  test('an action that the contract does not have', () => {
    const result = logging(replied(), 'action=1 used=true', 'action=2 used=true', 'action=7 used=false');
    expectRefuted(result, /names an action that the contract does not have/);
  });

  test('more decisions by the model than the replies claim', () => {
    const run = replied().call({ expected: [preferring(0)], reply: answer(0, { usedTrainedModel: false }) });
    const result = logging(run, 'action=1 used=true', 'action=2 used=true', 'action=0 used=true');
    const [finding] = expectRefuted(result, /another number of decisions by the model/);
    expect(finding).toMatchObject({ seen: '3 decisions by the model, as logged' });
  });

  test('fewer of them, without a word about actions', () => {
    expectRefuted(logging(replied(), 'used=true', 'used=false'), /another number of decisions by the model/);
  });
});

describe('what may or may not stand in the log', () => {
  const logged = ['action=1 used=true', 'action=2 used=true'];
  const extra = (count: number) => Array.from({ length: count }, () => 'action=0 used=true');
  const bounds = (run: () => ToldRun, most: number) => {
    expectProven(logging(run(), ...logged));
    expectProven(logging(run(), ...logged, ...extra(most)));
    expect(logging(run(), ...logged, ...extra(most + 1)).violations).toBeGreaterThan(0);
  };
  const one = (reply: Reply, given = {}) => ({ expected: [preferring(0)], reply, ...given });

  test.each<[string, Reply]>([
    ['got no reply', lost()],
    ['failed, perhaps after deciding', failed()],
    ['got a reply that cannot be read', unreadable],
  ])('is one line for a call that %s', (_, reply) => {
    bounds(() => replied().call(one(reply)), 1);
  });

  test('is nothing for a call that was refused', () => {
    bounds(() => replied().call(one(refused())), 0);
  });

  test('is a line for every time that a call was asked again', () => {
    bounds(() => replied().call(one(busy, { retries: 8 })), 9);
  });

  test('is a batch for a malformed request that was answered', () => {
    bounds(() => replied().call({ phase: 'malformed', expected: [], reply: answer(0) }), mostRowsOfMalformed);
  });
});

describe('it stays unproven where', () => {
  test('nothing was logged', () => {
    expectUnproven(logging(replied()), undefined);
  });

  test('the stack file names no pattern', () => {
    const run = replied({ endpoint: { logs: { ...endpoint.logs, decision: undefined } } });
    expectUnproven(run.by(logsAgreeWithTheHistory), /names no pattern/);
  });
});

describe('of continuous actions', () => {
  const logs = { ...endpoint.logs, decision: String.raw`action=(?<action>\S+) used=(?<used>\w+)` };
  const replying = (...values: readonly number[]) => {
    const run = new ToldRun({ contract: boxContract, endpoint: { logs } });
    for (const value of values) run.call({ expected: [[value]], reply: valuesAnswer(boxContract, [value]) });
    return run;
  };

  test('lines prove it that say the values, rounded', () => {
    const lines = ['action=0.4 used=true', 'action=-0.999 used=true', 'action=0.20 used=true'];
    expectProven(logging(replying(0.3999, -0.99931, 0.2), ...lines), { examined: 3 });
  });

  test('lines of other values refute it', () => {
    const result = logging(replying(0.3, 0.5), 'action=0.30 used=true', 'action=-0.55 used=true');
    const findings = expectRefuted(result, /names other actions than the replies did/, { violations: 2 });
    expect(findings[0]).toMatchObject({ expected: 'position -0.6 to -0.4 0 times, as replied' });
  });

  test('a text that is no number refutes it', () => {
    const { findings } = logging(replying(0.3), 'action=LONG used=true');
    expect(findings[0]).toMatchObject({ about: 'the log names an action that the contract does not have' });
  });
});
