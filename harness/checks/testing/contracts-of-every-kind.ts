import type { z } from 'zod';
import { type BoxSpace, targetsReached } from '../../contract/action-space.ts';
import { type Contract, contractSchema } from '../../contract/contract.ts';
import { decisionOf, decisionRule } from '../../oracle/decision.ts';
import type { Reply, RowAnswer } from '../../protocols/protocol.ts';
import { row } from './replies.ts';

type Written = z.input<typeof contractSchema>;

const tolerance = { relative: 1e-4, absolute: 1e-4 };
const places = { action: '/action', usedTrainedModel: '/used_trained_model', featureCount: '/feature_count' };

function contractOf(
  name: string,
  policy: Partial<Written['policy']> & Pick<Written['policy'], 'output'>,
  { actions, reply = places }: { actions: Written['actions']; reply?: Written['reply'] },
): Contract {
  return contractSchema.parse({
    contract: name,
    policy: {
      artifact: 'policy.onnx',
      sha256: 'ab'.repeat(32),
      ...(policy.inputs ? {} : { input: { name: 'observation', shape: ['batch', 4] } }),
      golden: 'golden.json',
      tolerance,
      ...policy,
    },
    features: ['price', 'size', 'spread', 'age'].map((feature) => ({ name: feature, minimum: 0, maximum: 1 })),
    actions,
    reply,
    assurance: { fallbackRateBelow: 0.1, confidence: 0.9 },
    budgets: { startup: '1s', p50: '5ms', p95: '20ms', p99: '50ms', rate: 100 },
  } satisfies Written);
}

const discrete = { discrete: 3, labels: ['HOLD', 'BUY', 'SELL'] };
const position: Written['policy']['output'] = { name: 'action', shape: ['batch', 1], decode: 'value' };
const logits: Written['policy']['output'] = { name: 'logits', shape: ['batch', 3] };
const gaussian = { mean: 'mean', logDeviation: 'log_deviation', squash: 'tanh' } as const;

/** A position from -1 to 1, with a discrete form. */
export const boxContract = contractOf(
  'box',
  { output: position },
  {
    actions: {
      box: { low: [-1], high: [1] },
      labels: ['position'],
      discretised: { thresholds: [-0.25, 0.25], labels: ['SHORT', 'FLAT', 'LONG'] },
    },
    reply: { ...places, discrete: '/discrete' },
  },
);

/** A position from -1 to 1, and a size from 0 to 10. */
export const boxOfTwo = contractOf(
  'box-of-two',
  { output: { name: 'action', shape: ['batch', 2], decode: 'value' } },
  { actions: { box: { low: [-1, 0], high: [1, 10] }, labels: ['position', 'size'] } },
);

/** Four features, then which of the three actions are allowed. */
export const maskedContract = contractOf(
  'masked',
  {
    inputs: [
      { name: 'observation', shape: ['batch', 4] },
      { name: 'action_mask', shape: ['batch', 3] },
    ],
    mask: 'action_mask',
    output: logits,
  },
  { actions: discrete, reply: { ...places, scores: '/logits' } },
);

/** Four quantiles of each of three actions, and two tail means. */
export const quantileContract = contractOf(
  'quantiles',
  { output: { name: 'quantiles', shape: ['batch', 3, 4], decode: 'mean-argmax' } },
  {
    actions: { ...discrete, quantiles: 4 },
    reply: {
      ...places,
      scores: '/quantiles',
      cvar: [
        { level: 0.25, pointer: '/cvar_25' },
        { level: 0.5, pointer: '/cvar_50' },
      ],
    },
  },
);

/** Actions drawn by the softmax of the scores, which are stated. */
export const sampledContract = contractOf(
  'sampled',
  { output: logits, sampling: 'softmax' },
  { actions: discrete, reply: { ...places, scores: '/logits' } },
);

/** A position drawn from a Gaussian, squashed by tanh. */
export const sampledBox = contractOf(
  'sampled-box',
  { output: position, sampling: gaussian },
  { actions: { box: { low: [-1], high: [1] }, labels: ['position'] } },
);

/** What a healthy endpoint says of one row of a box: the values, and the cell that they lie in. */
function valuesRow(contract: Contract, values: readonly number[], said: Partial<RowAnswer> = {}): RowAnswer {
  const { action } = decisionOf(decisionRule(contract), Float32Array.from(values));
  return { ...row(action), scores: values, ...said };
}

export function valuesAnswer(contract: Contract, values: readonly number[], said: Partial<RowAnswer> = {}): Reply {
  return { kind: 'answered', rows: [valuesRow(contract, values, said)] };
}

/** The first value that lies in the middle of a tenth of a box of one dimension. */
export function middleOf(space: BoxSpace, tenth: number): number {
  const value = Math.fround(space.low[0]! + ((space.high[0]! - space.low[0]!) * (tenth + 0.5)) / 10);
  if (targetsReached(space, 0, [value])[0] !== tenth) throw new Error(`${value} does not lie in tenth ${tenth}`);
  return value;
}
