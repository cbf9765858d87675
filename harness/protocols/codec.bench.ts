import { actionSpace } from '../contract/action-space.ts';
import type { ObservationBlock } from '../contract/observation-block.ts';
import { placedInputs } from '../contract/tensor.ts';
import type { Outcome } from '../history/exchange.ts';
import { protocolOf } from './protocol-of.ts';
import { readStrictJson } from './strict-json.ts';

interface Measurement {
  readonly name: string;
  /** Times as fast as the platform's own. */
  readonly ratio: number;
  readonly detail: string;
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
  const protocol = protocolOf({
    contract: {
      features: Array.from({ length: features }, (_, index) => ({ name: `feature_${index}`, minimum: 0, maximum: 1 })),
      actions: actionSpace({
        discrete: actions,
        labels: Array.from({ length: actions }, (_, index) => `ACTION_${index}`),
        unreachable: [],
        orders: {},
      }),
      policy: {
        inputs: placedInputs([{ name: 'observation', shape: ['batch', features], dtype: 'float32' }]),
        output: { name: 'logits', axes: [actions], dtype: 'float32' },
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

  const platform = (index: number) => Number(JSON.parse(text.decode(body)) !== null && index >= 0);
  return [
    compared('encode dyadic values, against JSON.stringify', encode(dyadic), stringify(dyadic)),
    compared('encode any float32, against JSON.stringify', encode(arbitrary), stringify(arbitrary)),
    compared('read strict JSON, against JSON.parse', () => Number(readStrictJson(body).kind === 'value'), platform),
    compared(
      'decode a reply, against JSON.parse',
      () => Number(protocol.decode(outcome, 1).kind === 'answered'),
      platform,
    ),
  ];
}

type Operation = (index: number) => number;

function compared(name: string, ours: Operation, theirs: Operation): Measurement {
  const [our, their] = [microseconds(ours), microseconds(theirs)];
  return { name, ratio: their / our, detail: `${our.toFixed(1)} µs against ${their.toFixed(1)} µs` };
}

/** For one operation: the median of several rounds. */
function microseconds(operation: Operation): number {
  let used = 0;
  const times = Array.from({ length: rounds }, () => {
    const from = performance.now();
    for (let index = 0; index < perRound; index++) used += operation(index);
    return ((performance.now() - from) * 1_000) / perRound;
  });
  if (used === 0) throw new Error('nothing was done');
  return times.toSorted((a, b) => a - b)[rounds >> 1]!;
}

if (import.meta.main) console.table(measure());
