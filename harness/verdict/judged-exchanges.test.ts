import { describe, expect, test } from 'vitest';
import { answer, lost, preferring } from '../checks/testing/replies.ts';
import { contract, endpoint } from '../checks/testing/small-contract.ts';
import { ToldRun } from '../checks/testing/told-run.ts';
import { exchange } from '../history/testing/exchanges.ts';
import { protocolOf } from '../protocols/protocol-of.ts';
import { judged, judgedExchanges } from './judged-exchanges.ts';

const protocol = protocolOf({ contract, endpoint, environment: () => undefined });
const expectedOf = (...scores: readonly number[]) =>
  judged(exchange(1, { expected: Float32Array.from(scores) }), contract, protocol).expected;

describe('what the artifact gives', () => {
  test('is the best score of each row, and its margin', () => {
    const answers = expectedOf(0, 3, 1, 7, 2, 2);
    expect(answers.map(({ action, margin, nearTie }) => [action, margin, nearTie])).toEqual([
      [1, 2, false],
      [0, 5, false],
    ]);
    expect(answers.map(({ scores }) => [...scores])).toEqual([
      [0, 3, 1],
      [7, 2, 2],
    ]);
  });

  test('is a near-tie up to twice the tolerance of the larger score', () => {
    // absolute 0.0001 and relative 0.0001 of 1: twice 0.0002.
    expect(expectedOf(1, 0.99965, 0)[0]).toMatchObject({ nearTie: true });
    expect(expectedOf(1, 0.9995, 0)[0]).toMatchObject({ nearTie: false });
    expect(expectedOf(2, 2, 0)[0]).toMatchObject({ nearTie: true, margin: 0 });
  });

  test('is no action where a score is NaN, so that nothing agrees with it', () => {
    expect(expectedOf(1, Number.NaN, 0)[0]).toMatchObject({ action: -1, nearTie: false });
  });

  test('is nothing where the oracle was not asked', () => {
    expect(expectedOf()).toEqual([]);
  });
});

describe('what came back', () => {
  test('is understood by the protocol', () => {
    const body = new TextEncoder().encode('{"action": "SELL", "logits": [0, 0.5, 6], "used_trained_model": true}');
    const outcome = { kind: 'reply', status: 200, contentType: 'application/json', body } as const;
    const { reply } = judged(exchange(1, { outcome }), contract, protocol);
    expect(reply).toMatchObject({
      kind: 'answered',
      rows: [{ action: 2, scores: [0, 0.5, 6], usedTrainedModel: true }],
    });
  });

  test('to a malformed request, which has no rows, is read as that to one row', () => {
    const run = new ToldRun().call({ phase: 'malformed', expected: [], reply: answer(1) });
    const [malformed] = judgedExchanges(run, { contract, protocol });
    expect(malformed).toMatchObject({ exchange: { rows: 0 }, reply: { kind: 'answered' }, expected: [] });
  });

  test('may be nothing', () => {
    const run = new ToldRun().call({ expected: [preferring(0)], reply: lost() });
    expect([...judgedExchanges(run, { contract, protocol })]).toMatchObject([{ reply: { kind: 'lost' } }]);
  });
});

test('only the part that is asked for is read', () => {
  const run = new ToldRun();
  for (const phase of ['golden', 'nominal', 'golden'] as const) {
    run.call({ phase, expected: [preferring(0)], reply: answer(0) });
  }
  const ids = [...judgedExchanges(run, { contract, protocol, filter: { phases: ['golden'] } })].map(
    (each) => each.exchange.id,
  );
  expect(ids).toEqual([1, 3]);
});
