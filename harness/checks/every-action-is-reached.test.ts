import { describe, expect, test } from 'vitest';
import type { ReachFacts } from '../history/run-event.ts';
import type { Reply } from '../protocols/protocol.ts';
import { everyActionIsReached } from './every-action-is-reached.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { boxContract, middleOf, sampledBox, valuesAnswer } from './testing/contracts-of-every-kind.ts';
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

describe('of a box', () => {
  const box = boxContract.actions;
  if (box.kind !== 'box') throw new Error('no box');
  const tenthsOf = (...tenths: readonly number[]) => tenths;
  const all = tenthsOf(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  const toTenth = (tenth: number, served = middleOf(box, tenth)) => ({
    phase: 'directed' as const,
    subject: tenth,
    expected: [[middleOf(box, tenth)]],
    reply: valuesAnswer(boxContract, [served]),
  });
  const reaching = (tenths: readonly number[], contract = boxContract) => {
    const run = new ToldRun({ contract });
    for (const tenth of all) run.fact(reach(tenth, tenths.includes(tenth)));
    for (const tenth of tenths) run.call(toTenth(tenth));
    return run;
  };

  test('every tenth of each dimension is reached', () => {
    const result = reaching(all).by(everyActionIsReached);
    expectProven(result, { examined: 10 });
    expect(result.notes).toEqual(['10 of 10 tenths reached']);
  });

  test('a tenth that was not found leaves it unproven, unless it is named', () => {
    const found = all.filter((tenth) => tenth !== 3);
    expectUnproven(reaching(found).by(everyActionIsReached), /^no observation was found for position -0\.4 to -0\.2: /);
    const named = { ...boxContract, actions: { ...box, unreachable: ['position -0.4 to -0.2'] } };
    const result = reaching(found, named).by(everyActionIsReached);
    expectProven(result, { examined: 10 });
    expect(result.notes).toEqual([
      '9 of 10 tenths reached',
      'position -0.4 to -0.2: the closest observation found lacks 0.250',
    ]);
  });

  test('another value where the model reaches the tenth refutes it', () => {
    const result = reaching(all).call(toTenth(9, 0)).by(everyActionIsReached);
    const [finding] = expectRefuted(result, /^position 0\.8 to 1 is not answered where the model answers it$/);
    expect(finding).toMatchObject({ expected: 'action 0.9', seen: 'action 0, used_trained_model true' });
  });

  test('a value that a rounding puts into the next tenth is right, and reaches that', () => {
    const run = new ToldRun({ contract: boxContract });
    const edge = { ...toTenth(5), expected: [[0.19999]], reply: valuesAnswer(boxContract, [0.20003]) };
    expect(run.call(edge).by(everyActionIsReached)).toMatchObject({
      violations: 0,
      notes: ['1 of 10 tenths reached'],
    });
  });

  test('draws reach what they reach, and refute nothing', () => {
    const draws = (values: readonly number[]) => {
      const run = new ToldRun({ contract: sampledBox });
      for (const tenth of all) run.fact(reach(tenth));
      values.forEach((value, tenth) => {
        const mean = middleOf(box, tenth);
        const reply = valuesAnswer(sampledBox, [value]);
        run.call({ phase: 'directed', subject: tenth, expected: [[mean, Math.atanh(mean), 0]], reply });
      });
      return run.by(everyActionIsReached);
    };
    expectProven(draws(all.map((tenth) => middleOf(box, 9 - tenth))), { examined: 10 });
    expectUnproven(draws(all.map(() => 0.1)), /^9 tenths were not answered, as actions are drawn$/);
  });
});
