import { actionSpace } from '../contract/action-space.ts';
import type { ObservationBlock } from '../contract/observation-block.ts';
import { stackSchema } from '../contract/stack-file.ts';
import { placedInputs } from '../contract/tensor.ts';
import type { Outcome } from '../history/exchange.ts';
import { messageType } from './open-inference-messages.ts';
import type { Protocol } from './protocol.ts';
import { protocolOf } from './protocol-of.ts';
import type { SpokenContract } from './spoken-contract.ts';
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
  const contract: SpokenContract = {
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
  };
  const protocol = protocolOf({
    contract,
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

  const [typed, raw] = (['typed', 'raw'] as const).map((contents) => grpcCodec(contract, contents)) as [Grpc, Grpc];
  const encodeGrpc = (by: Grpc) => (index: number) =>
    by.protocol.encode(arbitrary[index % arbitrary.length]!).body.length;
  const decodeGrpc = (by: Grpc) => () => Number(by.protocol.decode(by.outcome, 1).kind === 'answered');
  const decodeJson = () => Number(protocol.decode(outcome, 1).kind === 'answered');
  const platform = (index: number) => Number(JSON.parse(text.decode(body)) !== null && index >= 0);
  return [
    compared('encode dyadic values, against JSON.stringify', encode(dyadic), stringify(dyadic)),
    compared('encode any float32, against JSON.stringify', encode(arbitrary), stringify(arbitrary)),
    compared('read strict JSON, against JSON.parse', () => Number(readStrictJson(body).kind === 'value'), platform),
    compared('decode a reply, against JSON.parse', decodeJson, platform),
    compared('encode any float32 for gRPC, typed, against our JSON', encodeGrpc(typed), encode(arbitrary)),
    compared('encode any float32 for gRPC, raw, against our JSON', encodeGrpc(raw), encode(arbitrary)),
    compared('decode a reply of gRPC, typed, against our JSON', decodeGrpc(typed), decodeJson),
    compared('decode a reply of gRPC, raw, against our JSON', decodeGrpc(raw), decodeJson),
  ];
}

interface Grpc {
  readonly protocol: Protocol;
  /** A reply with as many scores. */
  readonly outcome: Outcome;
}

function grpcCodec(contract: SpokenContract, contents: 'typed' | 'raw'): Grpc {
  const { endpoint } = stackSchema.parse({
    stack: 'bench',
    endpoint: {
      start: { url: 'http://127.0.0.1:1' },
      protocol: { openInference: { model: 'policy', transport: 'grpc', contents } },
    },
  });
  const scores = Float32Array.from({ length: actions }, (_, index) => Math.cos(index) * 3);
  const logits = { name: 'logits', datatype: 'FP32', shape: [1, actions] };
  const message =
    contents === 'typed'
      ? { outputs: [{ ...logits, contents: { fp32_contents: scores } }] }
      : { outputs: [logits], raw_output_contents: [new Uint8Array(scores.buffer)] };
  return {
    protocol: protocolOf({
      contract: { ...contract, reply: { scores: { pointer: '/logits', shape: undefined } } },
      endpoint,
      environment: () => undefined,
    }),
    outcome: {
      kind: 'reply',
      status: 200,
      contentType: 'application/grpc',
      body: messageType('ModelInferResponse').encode(message).finish(),
    },
  };
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
