import type { z } from 'zod';
import type { contractShape } from './contract-shape.ts';
import type { PlacedComplaint } from './explain.ts';
import type { Complaint } from './mistake.ts';
import { nearestOf } from './nearest.ts';
import type { Sound } from './rules.ts';
import type { YamlPath } from './yaml-path.ts';

type SoundContract = Sound<z.output<typeof contractShape>>;

/** What must hold between the parts of a contract. */
export function* contractRules(contract: SoundContract): Generator<PlacedComplaint> {
  yield* featureNamesOccurOnce(contract);
  yield* featureRangesHoldValues(contract);
  yield* inputTakesTheFeatures(contract);
  yield* outputScoresTheActions(contract);
  yield* everyActionHasOneLabel(contract);
  yield* labelsAreKnown(contract);
  yield* replyCanBeCompared(contract);
  yield* budgetsGrow(contract);
}

function complaint(path: YamlPath, problem: string, rest: Omit<Complaint, 'problem'> = {}): PlacedComplaint {
  return { path, about: 'value', problem, ...rest };
}

function* featureNamesOccurOnce({ features = [] }: SoundContract) {
  const seen = new Map<string, number>();
  for (const [index, feature] of features.entries()) {
    if (feature?.name === undefined) continue;
    const first = seen.get(feature.name);
    if (first === undefined) seen.set(feature.name, index);
    else
      yield complaint(
        ['features', index, 'name'],
        `feature ${index} has the name of feature ${first}: ${feature.name}`,
      );
  }
}

function* featureRangesHoldValues({ features = [] }: SoundContract) {
  for (const [index, feature] of features.entries()) {
    const { minimum, maximum } = feature ?? {};
    if (minimum === undefined || maximum === undefined || Math.fround(minimum) < Math.fround(maximum)) continue;
    const problem = `the range of ${feature?.name ?? `feature ${index}`} is empty: ${minimum} to ${maximum}`;
    yield complaint(['features', index, 'maximum'], problem, { expected: `a number above ${minimum}, in float32` });
  }
}

function* inputTakesTheFeatures({ policy, features }: SoundContract) {
  const width = valuesOfARow(policy?.input?.shape);
  if (width === undefined || features === undefined || width === features.length) return;
  const problem = `the input takes ${width} values, but ${features.length} features are listed`;
  yield complaint(['policy', 'input', 'shape'], problem);
}

function* outputScoresTheActions({ policy, actions }: SoundContract) {
  const shape = policy?.output?.shape;
  const discrete = actions?.discrete;
  if (shape === undefined || discrete === undefined || valuesOfARow(shape) === undefined) return;
  const axes = shape.slice(1);
  if (axes.length === 1 && axes[0] === discrete) return;
  const problem = `the output has ${axes.join(' x ') || 'no'} scores a row, but there are ${discrete} actions`;
  yield complaint(['policy', 'output', 'shape'], problem, { expected: `[batch, ${discrete}]: one score an action` });
}

function* everyActionHasOneLabel({ actions }: SoundContract) {
  const { discrete, labels } = actions ?? {};
  if (labels === undefined) return;
  if (discrete !== undefined && labels.length !== discrete) {
    yield complaint(['actions', 'labels'], `${discrete} actions, but ${labels.length} labels`);
  }
  for (const [index, label] of labels.entries()) {
    if (label !== undefined && labels.indexOf(label) !== index) {
      yield complaint(['actions', 'labels', index], `label ${label} is listed twice`);
    }
  }
}

function* labelsAreKnown({ actions }: SoundContract): Generator<PlacedComplaint> {
  const { labels, unreachable = [], orders = {} } = actions ?? {};
  if (labels === undefined || labels.includes(undefined)) return;
  const known = labels.filter((label) => label !== undefined);
  const unknown = (label: string, path: YamlPath) =>
    complaint(path, `no action has the label ${label}`, { nearest: nearestOf(label, known) });

  for (const [index, label] of unreachable.entries()) {
    if (label !== undefined && !known.includes(label)) yield unknown(label, ['actions', 'unreachable', index]);
  }
  for (const label of Object.keys(orders)) {
    if (!known.includes(label)) yield { ...unknown(label, ['actions', 'orders', label]), about: 'key' };
  }
}

function* replyCanBeCompared({ reply }: SoundContract) {
  if (reply === undefined || 'action' in reply || 'scores' in reply) return;
  const problem = 'the reply must state the action or the scores: without either there is nothing to compare';
  yield complaint(['reply'], problem);
}

function* budgetsGrow({ budgets = {} }: SoundContract) {
  const pairs = [
    ['p50', 'p95'],
    ['p95', 'p99'],
  ] as const;
  for (const [lower, higher] of pairs) {
    const least = budgets[lower];
    const most = budgets[higher];
    if (least === undefined || most === undefined || least <= most) continue;
    yield complaint(['budgets', higher], `${higher} (${most} ms) is below ${lower} (${least} ms)`);
  }
}

/** How many values one row of a tensor has; undefined where its shape could not be read. */
function valuesOfARow(shape: readonly unknown[] | undefined): number | undefined {
  if (shape === undefined || shape.includes(undefined)) return undefined;
  return shape.slice(1).reduce<number>((product, size) => product * Number(size), 1);
}
