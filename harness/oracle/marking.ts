import type { Contract } from '../contract/contract.ts';
import type { Tensor } from '../contract/tensor.ts';
import { constant, integers, node, tensor, type Write } from './onnx-writer.ts';

/** How decisions are changed on purpose. */
export interface Marking {
  /** In words, such as `scores rotated by 7 actions`. */
  readonly law: string;
  /** Nodes that give the value `to`, made from the value `from`; what else they name begins with `prefix`. */
  readonly output: Nodes;
  /** The same for the mask, where there is one: what the own policy sees of it. */
  readonly mask: Nodes | undefined;
}

export type Nodes = (names: {
  readonly from: string;
  readonly to: string;
  readonly prefix: string;
}) => readonly Write[];

/** Min and Max take tensors of different shapes from here on. */
const opsetOfBounds = 8;

/**
 * Discrete actions are rotated by about a third of them; a box is mirrored within its bounds.
 *
 * Where a mask decides as well, the own policy sees it rotated back: what it may do is then, rotated, what is allowed, so that
 * it never takes what is not.
 *
 * @param opset - version of the operators that the model is written with
 * @returns why it cannot be done, in words
 */
export function markingOf({ policy, actions }: Pick<Contract, 'policy' | 'actions'>, opset: number): Marking | string {
  if (actions.kind === 'box') {
    if (typeof policy.sampling === 'object')
      return 'its actions are drawn from other outputs than the one that decides';
    if (opset < opsetOfBounds) return `it is written for operators of version ${opset}, which cannot bound each value`;
    return {
      law: 'values mirrored within their range',
      output: mirrored(policy.output.axes, actions),
      mask: undefined,
    };
  }
  const { count } = actions;
  const by = Math.max(1, Math.round(count / 3));
  const input = policy.inputs.find(({ name }) => name === policy.mask);
  const output = rotated(policy.output, count, by);
  const mask = input && rotated(input, count, -by);
  if (typeof output === 'string') return output;
  if (typeof mask === 'string') return mask;
  const what = policy.output.decode === 'mean-argmax' ? 'quantiles' : 'scores';
  return {
    law: `${what}${mask ? ' and mask' : ''} rotated by ${by === 1 ? '1 action' : `${by} actions`}`,
    output,
    mask,
  };
}

/** What stood at an action stands `by` actions further on; all values of an action move together. */
function rotated({ name, axes, shape }: Tensor, count: number, by: number): Nodes | string {
  const axis = axes.findIndex((size) => size !== 1);
  const size = axes[axis] ?? 0;
  if (size === 0 || size % count !== 0)
    return `its actions do not stand along one axis of ${name}, [${shape.join(', ')}]`;
  const each = size / count;
  const indices = Array.from({ length: size }, (_, at) => (at - by * each + size) % size);
  return ({ from, to, prefix }) => {
    const places = `${prefix}_places`;
    return [constant(integers([size], indices), places), node('Gather', [from, places], to, { axis: axis + 1 })];
  };
}

/** `low + high - value`, and never outside of the box by a rounding. */
function mirrored(axes: readonly number[], { low, high }: { low: readonly number[]; high: readonly number[] }): Nodes {
  const sums = low.map((least, dimension) => Math.fround(least) + Math.fround(high[dimension]!));
  return ({ from, to, prefix }) => {
    const [sum, least, most] = [`${prefix}_sum`, `${prefix}_low`, `${prefix}_high`];
    const [turned, bounded] = [`${prefix}_turned`, `${prefix}_bounded`];
    return [
      constant(tensor('', axes, sums), sum),
      constant(tensor('', axes, low), least),
      constant(tensor('', axes, high), most),
      node('Sub', [sum, from], turned),
      node('Max', [turned, least], bounded),
      node('Min', [bounded, most], to),
    ];
  };
}
