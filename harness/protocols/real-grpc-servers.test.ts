import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readGolden } from '../contract/golden.ts';
import { loadContract } from '../contract/load-contract.ts';
import { stackSchema } from '../contract/stack-file.ts';
import { inquiryBody, inquiryReply } from './grpc-inquiry.ts';
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
const base64 = (body: string | Uint8Array) => Buffer.from(body).toString('base64');

describe.each(['typed', 'raw'])('captured from MLServer, with %s contents', (contents) => {
  const captured = readCaptured(`mlserver-grpc-${contents}`);
  const model = { model: 'kalshi', version: 'v1' };
  const { endpoint } = stackSchema.parse({
    stack: 'test',
    endpoint: {
      start: { url: 'http://127.0.0.1:1' },
      protocol: { openInference: { ...model, transport: 'grpc', contents } },
    },
  });
  const protocol = protocolOf({ contract, endpoint, environment: () => undefined });

  test.each([
    ['one row', 1],
    ['two rows', 2],
  ])('%s is sent as it was, and what came back is what training computed', (name, count) => {
    const exchange = exchangeIn(captured, name);
    const { path, body } = protocol.encode(rows(count));
    expect({ path, body: base64(body) }).toEqual({ path: exchange.request.path, body: exchange.request.body });
    const reply = protocol.decode(outcomeOf(exchange, captured.encoding), count);
    if (reply.kind !== 'answered') throw new Error(JSON.stringify(reply));
    const { size } = contract.policy.output;
    for (const [row, { scores = [] }] of reply.rows.entries()) {
      expect(scores).toHaveLength(size);
      for (const [index, score] of scores.entries())
        expect(score).toBeCloseTo(golden.outputs.values[row * size + index]!, 3);
    }
    expect(reply.rows).toHaveLength(count);
  });

  test('it says that the model is ready, and what it takes and gives', () => {
    const ready = exchangeIn(captured, 'ready');
    expect(ready.request.body).toBe(base64(inquiryBody(ready.request.path, model)));
    const stated = inquiryReply(ready.request.path, Buffer.from(ready.reply.body, 'base64'));
    expect(JSON.parse(Buffer.from(stated).toString())).toEqual({ ready: true });
    const { reply } = exchangeIn(captured, 'metadata');
    expect(protocol.metadata?.(Buffer.from(reply.body, 'base64'))).toEqual({
      stated: 'inputs observation FP32 [-1, 54]; outputs logits FP32 [-1, 21]',
      mismatches: [],
    });
  });

  test('what was wrong on purpose is still sent, and is refused, is a failure, or is one that FEAT-2 sees', () => {
    const sent = new Map(protocol.malformed(rows(1).values).map(({ note, request }) => [note, base64(request.body)]));
    const wrong = captured.exchanges.filter(({ name }) => !['one row', 'two rows', 'ready', 'metadata'].includes(name));
    expect(wrong.length).toBeGreaterThan(3);
    for (const { name, request } of wrong) expect(sent.get(name), name).toBe(request.body);
    const kinds = wrong.map((exchange) => protocol.decode(outcomeOf(exchange, captured.encoding), 0).kind);
    expect(kinds).toContain('failed');
  });
});
