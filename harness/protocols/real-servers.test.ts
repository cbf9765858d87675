import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readGolden } from '../contract/golden.ts';
import { loadContract } from '../contract/load-contract.ts';
import { stackSchema } from '../contract/stack-file.ts';
import { protocolOf } from './protocol-of.ts';
import { exchangeIn, outcomeOf, readCaptured } from './testing/captured.ts';

const { contract, goldenPath } = loadContract(
  fileURLToPath(new URL('../../contracts/kalshi-scores.yaml', import.meta.url)),
);
const golden = readGolden(goldenPath, contract);
const rows = (count: number) => ({
  rows: count,
  width: golden.inputs.width,
  values: golden.inputs.values.slice(0, count * golden.inputs.width),
});
const scores = (row: number) => {
  const { size } = contract.policy.output;
  return golden.outputs.values.slice(row * size, (row + 1) * size);
};

function protocolBy(protocol: object) {
  const start = { url: 'http://127.0.0.1:1' };
  const { endpoint } = stackSchema.parse({ stack: 'test', endpoint: { start, protocol } });
  return protocolOf({ contract, endpoint, environment: () => undefined });
}

const table = { pointer: '/logits', shape: ['batch*actions'] };

describe.each<[file: string, protocol: object]>([
  ['mlserver', { openInference: { model: 'kalshi', version: 'v1' } }],
  ['mlserver-nested', { openInference: { model: 'kalshi', data: 'nested' } }],
  ['kserve-v1', { kserve: { model: 'kalshi' } }],
  ['kserve-v2', { openInference: { model: 'kalshi' } }],
  ['mlflow-inputs', { mlflow: { form: 'inputs' } }],
  ['mlflow-inputs-named', { mlflow: { form: 'inputs', named: true } }],
  ['mlflow-instances', { mlflow: { form: 'instances' } }],
  ['mlflow-instances-named', { mlflow: { form: 'instances', named: true } }],
  ['mlflow-dataframe-split', { mlflow: { form: 'dataframe_split', reply: { scores: table } } }],
  ['mlflow-dataframe-records', { mlflow: { form: 'dataframe_records', reply: { scores: table } } }],
])('captured from a real server: %s', (file, by) => {
  const captured = readCaptured(file);
  const protocol = protocolBy(by);

  test.each([
    ['one row', 1],
    ['two rows', 2],
  ])('%s is sent as it was, and what came back is what training computed', (name, count) => {
    const exchange = exchangeIn(captured, name);
    expect(protocol.encode(rows(count))).toMatchObject(exchange.request);
    const reply = protocol.decode(outcomeOf(exchange), count);
    if (reply.kind !== 'answered') throw new Error(JSON.stringify(reply));
    expect(reply.rows).toHaveLength(count);
    for (const [row, answer] of reply.rows.entries()) {
      const wanted = Array.from(scores(row));
      expect(answer.action).toBe(wanted.indexOf(Math.max(...wanted)));
      for (const [index, score] of wanted.entries()) expect(answer.scores?.[index]).toBeCloseTo(score, 3);
    }
  });

  test('what was wrong on purpose is still sent, and its reply is no answer, or is one that FEAT-2 sees', () => {
    const sent = new Map(protocol.malformed(rows(1).values).map(({ note, request }) => [note, request]));
    const wrong = captured.exchanges.filter(({ name }) => !['one row', 'two rows', 'ready', 'metadata'].includes(name));
    expect(wrong.length).toBeGreaterThan(3);
    for (const { name, request } of wrong) expect(sent.get(name)).toMatchObject(request);
    const kinds = wrong.map((exchange) => protocol.decode(outcomeOf(exchange), 0).kind);
    expect(kinds.filter((kind) => kind === 'refused' || kind === 'failed' || kind === 'unreadable')).not.toEqual([]);
  });
});

test("MLServer states its inputs and outputs, which are the contract's", () => {
  const { reply } = exchangeIn(readCaptured('mlserver'), 'metadata');
  const protocol = protocolBy({ openInference: { model: 'kalshi', version: 'v1' } });
  expect(protocol.metadata?.(new TextEncoder().encode(reply.body))).toEqual({
    stated: 'inputs observation FP32 [-1, 54]; outputs logits FP32 [-1, 21]',
    mismatches: [],
  });
});
