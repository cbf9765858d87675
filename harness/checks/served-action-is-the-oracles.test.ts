import { describe, expect, test } from 'vitest';
import type { Reply } from '../protocols/protocol.ts';
import { servedActionIsTheOracles } from './served-action-is-the-oracles.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import {
  boxContract,
  boxOfTwo,
  quantileContract,
  sampledBox,
  sampledContract,
  valuesAnswer,
} from './testing/contracts-of-every-kind.ts';
import {
  answer,
  answered,
  busy,
  failed,
  lost,
  nearTie,
  preferring,
  refused,
  row,
  unreadable,
} from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

const toOne = (action: number, reply: Reply) =>
  new ToldRun().call({ expected: [preferring(action)], reply }).by(servedActionIsTheOracles);

test("answers that are the artifact's prove it, scores within the tolerance", () => {
  const scores = preferring(1).map((score) => score * 1.00005);
  expectProven(toOne(1, answer(1, { scores })), { examined: 1, nearTies: 0 });
});

test('answers that state no scores prove it by their actions', () => {
  expectProven(toOne(2, answer(2, { scores: undefined })), { examined: 1 });
});

describe('it is refuted by', () => {
  test("another action than the artifact's", () => {
    const [finding] = expectRefuted(toOne(1, answer(2)), /^the served action is not the model's$/);
    expect(finding).toEqual({
      clause: 'USED-2',
      about: "the served action is not the model's",
      expected: 'action 1 (BUY), by a margin of 5.00',
      seen: 'action 2 (SELL), used_trained_model true',
      exchange: 1,
      row: 0,
    });
  });

  test('the right action with other scores', () => {
    const [finding] = expectRefuted(toOne(1, answer(1, { scores: [0, 6, 1.001] })), /^the served scores are not/);
    expect(finding).toMatchObject({ expected: 'score 1 for action 2 (SELL)', seen: 'score 1.001' });
  });

  test('scores that are NaN', () => {
    expectRefuted(toOne(1, answer(1, { scores: [0, 6, Number.NaN] })), /scores/);
  });

  test('scores of which some are missing', () => {
    expectRefuted(toOne(1, answer(1, { scores: [0, 6, 1, 9] })), /scores/);
  });

  test.each<[string, Reply]>([
    ['a refusal', refused()],
    ['a failure', failed()],
    ['a reply that cannot be read', unreadable],
    ['a reply beyond the limit', lost('too-large')],
    ['a reply that is no HTTP', lost('protocol')],
  ])('%s of a valid observation', (_, reply) => {
    const [finding] = expectRefuted(toOne(1, reply), /^a valid observation gets no answer$/);
    expect(finding).toMatchObject({ expected: 'action 1 (BUY)', exchange: 1 });
  });

  test('one row of a batch, which is named', () => {
    const run = new ToldRun().call({
      phase: 'batch',
      expected: [preferring(0), preferring(1), preferring(2)],
      reply: answered(row(0), row(1), row(0)),
    });
    const [finding] = expectRefuted(run.by(servedActionIsTheOracles), /action/);
    expect(finding).toMatchObject({ exchange: 1, row: 2 });
  });
});

describe('between actions that nearly tie', () => {
  test('either is right; the scores are compared all the same', () => {
    const run = new ToldRun()
      .call({ expected: [nearTie], reply: answer(1, { scores: nearTie }) })
      .call({ expected: [nearTie], reply: answer(0, { scores: nearTie }) });
    expectProven(run.by(servedActionIsTheOracles), { examined: 2, nearTies: 2 });
    const other = new ToldRun().call({ expected: [nearTie], reply: answer(1, { scores: [1, 1.5, 0] }) });
    expectRefuted(other.by(servedActionIsTheOracles), /scores/);
  });

  test('nothing is proven where there are no scores to compare', () => {
    const run = new ToldRun().call({ expected: [nearTie], reply: answer(1, { scores: undefined }) });
    const result = run.by(servedActionIsTheOracles);
    expect(result).toMatchObject({ examined: 0, nearTies: 1 });
    expectUnproven(result, undefined);
  });

  test('a third action, which no runtime would choose, refutes it', () => {
    const run = new ToldRun().call({ expected: [nearTie], reply: answer(2, { scores: undefined }) });
    expectRefuted(run.by(servedActionIsTheOracles), /the served action is not the model's/);
  });
});

describe('it stays unproven', () => {
  test.each<[string, Reply]>([
    ['got no reply in time', lost('deadline')],
    ['lost its connection', lost('connection')],
    ['found the endpoint busy however often it was asked', busy],
    ['was told to come back later, which is no refusal', refused(429)],
  ])('where one call %s', (_, reply) => {
    const run = new ToldRun().call({ expected: [preferring(1)], reply: answer(1) });
    run.call({ expected: [preferring(1)], reply, retries: 8 });
    expectUnproven(run.by(servedActionIsTheOracles), /^1 calls got no answer/);
  });

  test('where nothing was sent but malformed requests', () => {
    const run = new ToldRun().call({ phase: 'malformed', expected: [], reply: answer(1) });
    expectUnproven(run.by(servedActionIsTheOracles), undefined);
  });
});

describe('a continuous action', () => {
  const serving = (model: readonly number[], served: readonly number[], contract = boxOfTwo) =>
    new ToldRun({ contract })
      .call({ expected: [model], reply: valuesAnswer(contract, served) })
      .by(servedActionIsTheOracles);

  test('is compared by its values, within the tolerance, also across the border of a cell', () => {
    expectProven(serving([0.4312, 7], [0.43125, 6.9995]), { examined: 1, nearTies: 0 });
    expectProven(serving([0.2, 7], [0.19995, 7]), { examined: 1, nearTies: 0 });
  });

  test('that is another one refutes it, though it lies in the same cell', () => {
    const [finding] = expectRefuted(serving([0.4312, 7], [0.45, 7]), /^the served action is not the model's$/);
    expect(finding).toMatchObject({ expected: 'position 0.4312, size 7', seen: 'position 0.45, size 7' });
    const [alone] = expectRefuted(serving([0.4312], [-0.1], boxContract), /^the served action is not/);
    expect(alone).toMatchObject({ expected: '0.4312', seen: '-0.1' });
  });

  test('that is NaN, or of another size, refutes it', () => {
    expectRefuted(serving([0.4, 7], [0.4, Number.NaN]), /action/);
    expectRefuted(serving([0.4, 7], [0.4]), /action/);
    expectRefuted(serving([0.4, 7], [0.4, 7, 0]), /action/);
  });
});

describe('quantiles', () => {
  const model = [0, 1, 2, 3, /* BUY */ 1, 2, 3, 4, /* SELL */ -1, 0, 1, 2];
  const serving = (action: number, scores: readonly number[] | undefined) =>
    new ToldRun({ contract: quantileContract })
      .call({ expected: [model], reply: answer(action, { scores }) })
      .by(servedActionIsTheOracles);

  test('are compared one by one; the action is the one of the best mean', () => {
    expectProven(serving(1, model), { examined: 1 });
    expectRefuted(serving(0, model), /^the served action is not the model's$/);
    const [finding] = expectRefuted(serving(1, model.with(6, 3.1)), /^the served quantiles are not the model's$/);
    expect(finding).toMatchObject({ expected: '3 for quantile 3 of 4 of action 1 (BUY)', seen: '3.1' });
  });
});

describe('a drawn action', () => {
  const choosing = (action: number, scores: readonly number[] | undefined, model = [1, 2, -1e8]) =>
    new ToldRun({ contract: sampledContract })
      .call({ expected: [model], reply: answer(action, { scores }) })
      .by(servedActionIsTheOracles);

  test("may be any that is possible; the scores beside it are the model's", () => {
    expectProven(choosing(0, [1, 2, -1e8]), { examined: 1, nearTies: 0 });
    expectRefuted(choosing(1, [1, 2.5, -1e8]), /^the served scores are not the model's$/);
  });

  test('that is impossible refutes it', () => {
    const [finding] = expectRefuted(choosing(2, [1, 2, -1e8]), /^the served action could not have been drawn/);
    expect(finding).toMatchObject({
      expected: "a draw from the softmax of the model's scores, which gives action 1 0.7310586",
      seen: 'action 2 (SELL), used_trained_model true, of probability 0',
    });
    expectRefuted(choosing(0, undefined, [1, Number.NaN, 0]), /could not have been drawn/);
  });

  test('of a box may lie where draws lie, and nowhere else', () => {
    const placing = (value: number) =>
      new ToldRun({ contract: sampledBox })
        .call({ expected: [[0, 0, -2]], reply: valuesAnswer(sampledBox, [value]) })
        .by(servedActionIsTheOracles);
    expectProven(placing(0.2));
    expectRefuted(placing(0.9), /could not have been drawn/);
    expectRefuted(placing(-1.2), /could not have been drawn/);
  });
});

test('a drawn action where the contract says that none is refutes it', () => {
  const run = new ToldRun().calls(20, (call) => ({ expected: [preferring(1)], reply: answer(call % 5 === 0 ? 2 : 1) }));
  expectRefuted(run.by(servedActionIsTheOracles), /^the served action is not/, { violations: 4 });
  const box = new ToldRun({ contract: boxContract }).calls(4, (call) => ({
    expected: [[0.3]],
    reply: valuesAnswer(boxContract, [0.3 + call / 100]),
  }));
  expectRefuted(box.by(servedActionIsTheOracles), /^the served action is not/, { violations: 3 });
});
