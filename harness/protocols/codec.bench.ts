import type { ObservationBlock } from '../contract/observation-block.ts';
import type { Outcome } from '../history/exchange.ts';
import { jsonProtocol } from './json.ts';
import { readStrictJson } from './strict-json.ts';

/** Microseconds for one operation: the median of several rounds. */
export interface Measurement {
  readonly name: string;
  readonly microseconds: number;
}

const features = 54;
const actions = 21;
const rounds = 9;
const perRound = 4_000;

/** The codec beside what the platform offers: 54 values to JSON, and a reply with 21 scores back. */
export function measure(): Measurement[] {
  const blocks = (value: (index: number) => number): ObservationBlock[] =>
    Array.from({ length: 256 }, (_, block) => ({
      rows: 1,
      width: features,
      values: Float32Array.from({ length: features }, (_, index) => value(block * features + index)),
    }));
  const dyadic = blocks((index) => ((index * 2_654_435_761) % 4_096) / 4_096);
  const arbitrary = blocks((index) => Math.fround(Math.sin(index + 1)));
  const protocol = jsonProtocol({
    contract: {
      features: Array.from({ length: features }, (_, index) => ({ name: `feature_${index}`, minimum: 0, maximum: 1 })),
      actions: {
        discrete: actions,
        labels: Array.from({ length: actions }, (_, index) => `ACTION_${index}`),
        unreachable: [],
        orders: {},
      },
      reply: {
        action: { pointer: '/action', shape: undefined },
        scores: { pointer: '/logits', shape: undefined },
        usedTrainedModel: { pointer: '/used_trained_model', shape: undefined },
        featureCount: { pointer: '/feature_count', shape: undefined },
        modelVersion: { pointer: '/model_version', shape: undefined },
        latency: { pointer: '/latency_ms', unit: 'ms' },
      },
    },
    endpoint: {
      protocol: { json: { predict: { body: { features: '${features}' }, headers: {}, reply: {} } } },
      routes: { predict: { method: 'POST', path: '/predict' }, ready: { method: 'GET', path: '/ready' } },
    },
    environment: () => undefined,
  });
  const reply = JSON.stringify({
    action: 4,
    logits: Array.from({ length: actions }, (_, index) => Math.fround(Math.cos(index) * 3)),
    used_trained_model: true,
    feature_count: features,
    model_version: 'd2f1c0ffee',
    latency_ms: 0.42,
  });
  const body = new TextEncoder().encode(reply);
  const outcome: Outcome = { kind: 'reply', status: 200, contentType: 'application/json', body };
  const text = new TextDecoder();

  const encode = (observations: readonly ObservationBlock[]) => (index: number) =>
    protocol.encode(observations[index % observations.length]!).body.length;
  const stringify = (observations: readonly ObservationBlock[]) => (index: number) =>
    JSON.stringify({ features: Array.from(observations[index % observations.length]!.values) }).length;

  return [
    timed('encode, dyadic values', encode(dyadic)),
    timed('JSON.stringify, dyadic values', stringify(dyadic)),
    timed('encode, any float32', encode(arbitrary)),
    timed('JSON.stringify, any float32', stringify(arbitrary)),
    timed('decode', () => Number(protocol.decode(outcome, 1).kind === 'answered')),
    timed('readStrictJson', () => Number(readStrictJson(body).kind === 'value')),
    timed('TextDecoder and JSON.parse', () => Number(JSON.parse(text.decode(body)) !== null)),
  ];
}

function timed(name: string, operation: (index: number) => number): Measurement {
  let used = 0;
  const times = Array.from({ length: rounds }, () => {
    const from = performance.now();
    for (let index = 0; index < perRound; index++) used += operation(index);
    return ((performance.now() - from) * 1_000) / perRound;
  });
  if (used === 0) throw new Error(`${name} did nothing`);
  return { name, microseconds: times.toSorted((a, b) => a - b)[rounds >> 1]! };
}

if (import.meta.main) {
  for (const { name, microseconds } of measure()) console.log(`${microseconds.toFixed(2).padStart(8)} µs  ${name}`);
}
