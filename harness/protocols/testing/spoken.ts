import { type Contract, contractSchema } from '../../contract/contract.ts';
import { stackSchema } from '../../contract/stack-file.ts';
import type { Outcome } from '../../history/exchange.ts';
import { compilePredictionReader } from '../asked-prediction.ts';
import { protocolOf } from '../protocol-of.ts';

const rest = {
  assurance: { fallbackRateBelow: 0.1, confidence: 0.9 },
  budgets: { startup: '1s', p50: '5ms', p95: '20ms', p99: '50ms' },
};
const files = {
  artifact: 'policy.onnx',
  sha256: 'ab'.repeat(32),
  golden: 'golden.json',
  tolerance: { relative: 1e-4, absolute: 1e-4 },
};

/** Three features in one input, two actions, and nothing stated but the scores. */
export const scoresAlone: Contract = contractSchema.parse({
  contract: 'scores-alone',
  policy: {
    ...files,
    input: { name: 'observation', shape: ['batch', 3] },
    output: { name: 'logits', shape: ['batch', 2] },
  },
  features: ['bid', 'ask', 'spread'].map((name) => ({ name, minimum: 0, maximum: 1 })),
  actions: { discrete: 2, labels: ['HOLD', 'BUY'] },
  reply: { scores: '/logits', modelVersion: '/model_version' },
  ...rest,
});

/** Two steps of two values, a number of a venue, and a flag: rank 3, int64 and bool. */
export const severalInputs: Contract = contractSchema.parse({
  contract: 'several-inputs',
  policy: {
    ...files,
    inputs: [
      { name: 'bars', shape: ['batch', 2, 2] },
      { name: 'venue', shape: ['batch', 1], dtype: 'int64' },
      { name: 'open', shape: ['batch'], dtype: 'bool' },
    ],
    output: { name: 'value', shape: ['batch', 1], decode: 'value' },
  },
  features: [
    { name: 'close', input: 'bars', minimum: 0, maximum: 1 },
    { name: 'volume', input: 'bars', minimum: 0, maximum: 1 },
    { name: 'venue', input: 'venue', kind: 'categorical', codes: [0, 1, 2] },
    { name: 'open', input: 'open', kind: 'flag' },
  ],
  actions: { box: { low: [-1], high: [1] } },
  reply: { action: '/value' },
  ...rest,
});

/** An endpoint that speaks a protocol, by what a stack file says of it. */
export function speaking(protocol: object | string, contract = scoresAlone, more: object = {}) {
  const { endpoint } = stackSchema.parse({
    stack: 'test',
    endpoint: { start: { url: 'http://127.0.0.1:1' }, protocol, ...more },
  });
  const spoken = protocolOf({ contract, endpoint, environment: () => undefined });
  const width = contract.features.length;
  return {
    endpoint,
    protocol: spoken,
    /** The text of the body for these rows. */
    body: (...rows: readonly (readonly number[])[]) =>
      Buffer.from(spoken.encode({ rows: rows.length, width, values: Float32Array.from(rows.flat()) }).body).toString(),
    asked: compilePredictionReader(contract, endpoint),
  };
}

export function replied(body: unknown, status = 200, contentType = ''): Outcome {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { kind: 'reply', status, contentType, body: new TextEncoder().encode(text) };
}
