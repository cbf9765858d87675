import { actionSpace } from './action-space.ts';
import type { PlacedComplaint } from './explain.ts';
import { nearestOf } from './nearest.ts';
import { complaint, type SoundContract, valuesOfARow } from './sound-contract.ts';
import type { YamlPath } from './yaml-path.ts';

type SoundActions = NonNullable<SoundContract['actions']>;

/** What must hold of the actions: one space, with names for all of it, and no names beside it. */
export function* actionRules({ actions, policy }: SoundContract): Generator<PlacedComplaint> {
  if (actions === undefined) return;
  if ('discrete' in actions === 'box' in actions) {
    const problem = 'discrete' in actions ? 'actions are discrete or a box, not both' : 'there are no actions';
    yield complaint(['actions'], problem, { expected: 'discrete: how many, or box: their bounds' });
    return;
  }
  if ('box' in actions) {
    yield* boxHoldsValues(actions);
    yield* discretisedFits(actions);
  } else if ('discretised' in actions) {
    yield complaint(['actions', 'discretised'], 'actions that are discrete already have no discrete form');
  }
  if ('box' in actions && 'quantiles' in actions) {
    yield complaint(['actions', 'quantiles'], 'quantiles are those of discrete actions, not of a box');
  }
  if ('box' in actions && policy?.mask !== undefined) {
    yield complaint(['policy', 'mask'], 'a mask allows some of discrete actions; a box has none');
  }
  yield* everyActionHasOneLabel(actions);
  yield* labelsAreKnown(actions);
}

function* boxHoldsValues({ box }: SoundActions) {
  const { low, high } = box ?? {};
  if (low === undefined || high === undefined) return;
  if (low.length !== high.length) {
    yield complaint(
      ['actions', 'box', 'high'],
      `the box has ${low.length} lower bounds, but ${high.length} upper ones`,
    );
    return;
  }
  for (const [dimension, least] of low.entries()) {
    const most = high[dimension];
    if (least === undefined || most === undefined || Math.fround(least) < Math.fround(most)) continue;
    const problem = `the box is ${least > most ? 'inverted' : 'empty'} in dimension ${dimension}: ${least} to ${most}`;
    yield complaint(['actions', 'box', 'high', dimension], problem, { expected: `a number above ${least}` });
  }
}

function* discretisedFits({ box, discretised }: SoundActions) {
  if (discretised === undefined) return;
  const path = ['actions', 'discretised'];
  if ((box?.low?.length ?? 1) !== 1) yield complaint(path, 'only an action of one dimension has a discrete form');
  const { thresholds, labels } = discretised;
  const [least, most] = [box?.low?.[0], box?.high?.[0]];
  if (thresholds === undefined || thresholds.includes(undefined)) return;
  for (const [index, threshold] of thresholds.entries()) {
    const before = thresholds[index - 1];
    if (threshold !== undefined && before !== undefined && !(threshold > before)) {
      yield complaint([...path, 'thresholds', index], `thresholds must rise: ${threshold} follows ${before}`);
    }
    if (threshold === undefined || least === undefined || most === undefined || !(least < most)) continue;
    if (!(threshold >= least && threshold < most)) {
      const problem = `threshold ${threshold} tells no actions apart: they lie within ${least} to ${most}`;
      const expected = `at least ${least}, and below ${most}`;
      yield complaint([...path, 'thresholds', index], problem, { expected });
    }
  }
  if (labels !== undefined && labels.length !== thresholds.length + 1) {
    const problem = `${thresholds.length} thresholds tell ${thresholds.length + 1} values apart, but there are ${labels.length} labels`;
    yield complaint([...path, 'labels'], problem);
  }
  if (labels !== undefined) yield* eachLabelOnce(labels, [...path, 'labels']);
}

function* everyActionHasOneLabel({ discrete, box, labels }: SoundActions) {
  if (labels === undefined) return;
  const dimensions = box?.low?.length;
  if (discrete !== undefined && labels.length !== discrete) {
    yield complaint(['actions', 'labels'], `${discrete} actions, but ${labels.length} labels`);
  }
  if (dimensions !== undefined && labels.length > 0 && labels.length !== dimensions) {
    yield complaint(['actions', 'labels'], `${dimensions} dimensions, but ${labels.length} labels`);
  }
  yield* eachLabelOnce(labels, ['actions', 'labels']);
}

function* eachLabelOnce(labels: readonly (string | undefined)[], path: YamlPath) {
  for (const [index, label] of labels.entries()) {
    if (label !== undefined && labels.indexOf(label) !== index) {
      yield complaint([...path, index], `label ${label} is listed twice`);
    }
  }
}

function* labelsAreKnown(actions: SoundActions): Generator<PlacedComplaint> {
  const { unreachable = [], orders = {} } = actions;
  const targets = targetsOf(actions);
  if (targets === undefined) return;
  const unknown = (label: string, path: YamlPath) =>
    complaint(path, `no action has the label ${label}`, { nearest: nearestOf(label, targets) });

  for (const [index, label] of unreachable.entries()) {
    if (label !== undefined && !targets.includes(label)) yield unknown(label, ['actions', 'unreachable', index]);
  }
  for (const label of Object.keys(orders)) {
    if (!targets.includes(label)) yield { ...unknown(label, ['actions', 'orders', label]), about: 'key' };
  }
}

/** Undefined where they could not be read. */
function targetsOf({ labels, box }: SoundActions): readonly string[] | undefined {
  if (labels === undefined || labels.includes(undefined)) return undefined;
  const named = labels.filter((label) => label !== undefined);
  if (box === undefined) return named;
  const low = box.low?.filter((bound) => bound !== undefined);
  const high = box.high?.filter((bound) => bound !== undefined);
  if (low === undefined || low.length === 0 || low.length !== box.low?.length || high?.length !== low.length)
    return undefined;
  return actionSpace({ box: { low, high }, labels: named, unreachable: [], orders: {} }).targets;
}

/** What must hold between the output, how it is read, and the actions. */
export function* outputRules({ policy, actions }: SoundContract): Generator<PlacedComplaint> {
  const { output, sampling } = policy ?? {};
  const { discrete, quantiles, box } = actions ?? {};
  if (output === undefined || actions === undefined) return;
  const { decode, shape } = output;
  const path = ['policy', 'output'];
  const wanted = box ? 'value' : quantiles === undefined ? 'argmax' : 'mean-argmax';
  if (decode !== undefined && (box !== undefined || discrete !== undefined) && decode !== wanted) {
    const what = box
      ? 'the actions are a box'
      : quantiles === undefined
        ? 'the output gives one score an action'
        : 'the output gives quantiles';
    const remedy =
      decode === 'mean-argmax' && !box ? 'decode: argmax, or actions.quantiles: how many' : `decode: ${wanted}`;
    yield complaint([...path, 'decode'], `${what}, which are not decoded by ${decode}`, { expected: remedy });
    return;
  }
  const size = valuesOfARow(shape);
  if (size !== undefined && shape !== undefined)
    yield* valuesFit({ size, axes: shape.slice(1), actions }, [...path, 'shape']);
  if (sampling === undefined) return;
  if ((sampling === 'softmax') !== (box === undefined)) {
    const expected = box ? 'mean, logDeviation and squash' : 'softmax';
    yield complaint(
      ['policy', 'sampling'],
      `a draw from ${box ? 'a box is Gaussian' : 'discrete actions is by softmax'}`,
      { expected },
    );
  } else if (sampling === 'softmax' && quantiles !== undefined) {
    yield complaint(['policy', 'sampling'], 'quantiles are no logits: there is nothing to draw from');
  } else if (sampling !== 'softmax' && sampling.mean !== undefined && sampling.mean === sampling.logDeviation) {
    const problem = `the means and the deviations are both said to be the output ${sampling.mean}`;
    yield complaint(['policy', 'sampling', 'logDeviation'], problem);
  }
}

function* valuesFit(
  { size, axes, actions }: { size: number; axes: readonly unknown[]; actions: SoundActions },
  path: YamlPath,
): Generator<PlacedComplaint> {
  const { discrete, quantiles, box } = actions;
  const dimensions = box?.low?.length;
  const has = `the output has ${axes.join(' x ') || 'no'}`;
  if (dimensions !== undefined) {
    if (size !== dimensions) {
      yield complaint(path, `${has} values a row, but the box has ${dimensions} dimensions`, {
        expected: `[batch, ${dimensions}]`,
      });
    }
  } else if (discrete !== undefined && quantiles !== undefined) {
    const isFlat = axes.length === 1;
    if (size === discrete * quantiles && (isFlat || axes.join() === `${discrete},${quantiles}`)) return;
    const problem =
      size === discrete * quantiles
        ? `${has} values a row, which are not the quantiles of one action after the other`
        : size % quantiles === 0
          ? `${has} values a row: quantiles of ${size / quantiles} actions, not of ${discrete}`
          : `${has} values a row, which ${quantiles} quantiles do not divide`;
    yield complaint(path, problem, {
      expected: `[batch, ${discrete}, ${quantiles}] or [batch, ${discrete * quantiles}]`,
    });
  } else if (discrete !== undefined && (axes.length !== 1 || size !== discrete)) {
    yield complaint(path, `${has} scores a row, but there are ${discrete} actions`, {
      expected: `[batch, ${discrete}]: one score an action`,
    });
  }
}
