import type { Contract } from '../contract/contract.ts';
import type { ObservationBlock } from '../contract/observation-block.ts';
import type { OracleAnswers } from './answers.ts';
import { type Applied, networkOperators, type Operator } from './network-operators.ts';
import { type OnnxConstant, type OnnxNode, readOnnxGraph } from './onnx-graph.ts';
import { MalformedMessage } from './protobuf-message.ts';

/** What a network gives to one row. */
export interface NetworkAnswer {
  readonly outputs: Float64Array;
  /** How a sum of the outputs, each with its share, changes with each value of the row. */
  slope(shares: Float64Array): Float64Array;
}

/** The deciding output of an artifact as a function that can be differentiated; it guides searches, and judges nothing. */
export type Network = (row: Float64Array) => NetworkAnswer;

type Policy = Pick<Contract['policy'], 'inputs' | 'output'>;

/**
 * Reads a dense network out of an ONNX file.
 *
 * @returns undefined where the deciding output is made by anything else or from several inputs, or is not what decides itself
 */
export function readNetwork(file: Uint8Array, { inputs, output }: Policy): Network | undefined {
  const [input, ...more] = inputs;
  if (!input || more.length > 0 || output.decode === 'mean-argmax') return undefined;
  const steps = stepsTo(output.name, input.name, file);
  if (!steps) return undefined;
  const network: Network = (row) => {
    const applied = new Map<string, Applied>();
    const values = new Map([[input.name, row]]);
    for (const { operator, from, to } of steps) {
      const done = operator(from.map((value) => (typeof value === 'string' ? values.get(value)! : value)));
      if (!done) throw new DoesNotFit();
      applied.set(to, done);
      values.set(to, done.value);
    }
    const outputs = values.get(output.name)!;
    return { outputs, slope: (shares) => slopeThrough(steps, applied, { input: input.name, row, shares }) };
  };
  return fits(network, input.size, output.size) ? network : undefined;
}

/** Whether it gives what the artifact gives, but for how each runtime rounds. */
export function givesWhat(
  answers: Pick<OracleAnswers, 'scores' | 'width' | 'rows'>,
  network: Network,
  { width, values }: Pick<ObservationBlock, 'width' | 'values'>,
): boolean {
  let [greatest, worst] = [0, 0];
  for (let row = 0; row < answers.rows; row += 1) {
    const { outputs } = network(Float64Array.from(values.subarray(row * width, (row + 1) * width)));
    for (const [at, value] of outputs.entries()) {
      const answered = answers.scores[row * answers.width + at]!;
      if (!Number.isFinite(answered)) return false;
      greatest = Math.max(greatest, Math.abs(answered));
      worst = Math.max(worst, Math.abs(value - answered));
    }
  }
  return worst <= rounding * greatest;
}

/** Of the greatest output. */
const rounding = 1e-4;

class DoesNotFit extends Error {}

function fits(network: Network, inputs: number, outputs: number): boolean {
  try {
    return network(new Float64Array(inputs)).outputs.length === outputs;
  } catch (error) {
    if (error instanceof DoesNotFit) return false;
    throw error;
  }
}

interface Step {
  readonly operator: Operator;
  /** Names of values, and constants. */
  readonly from: readonly (string | Float64Array)[];
  readonly to: string;
}

/** With more weights, a climb costs more time than the rows are worth that it spares. */
const mostWeights = 1 << 20;

/** What is computed one after the other on the way to an output; undefined where something on it is not known. */
function stepsTo(output: string, input: string, file: Uint8Array): Step[] | undefined {
  const graph = graphOf(file);
  if (!graph) return undefined;
  const { nodes, constants } = graph;
  const steps: Step[] = [];
  const known = new Set([input]);
  let weights = 0;
  for (const node of neededFor(output, nodes)) {
    const [to] = node.outputs;
    const own = node.inputs.map((name) => constants.get(name));
    if (to === undefined || constants.has(to)) continue;
    const operator = networkOperators[node.operator]?.({ numbers: node.numbers, constants: own });
    if (!operator) return undefined;
    const from = node.inputs.map((name, place) => (own[place] ? numbersOf(own[place]) : name));
    weights += from.reduce((sum, value) => sum + (typeof value === 'string' ? 0 : value.length), 0);
    if (from.some((name) => typeof name === 'string' && !known.has(name)) || weights > mostWeights) return undefined;
    steps.push({ operator, from, to });
    known.add(to);
  }
  return known.has(output) && steps.length > 0 ? steps : undefined;
}

function graphOf(file: Uint8Array) {
  try {
    const { nodes, constants } = readOnnxGraph(file);
    const all = new Map(constants);
    for (const { operator, inputs, outputs } of nodes) {
      const same = operator === 'Identity' ? all.get(inputs[0] ?? '') : undefined;
      if (same && outputs[0] !== undefined) all.set(outputs[0], same);
    }
    return { nodes, constants: all };
  } catch (error) {
    if (error instanceof MalformedMessage) return undefined;
    throw error;
  }
}

/** In their order. */
function neededFor(output: string, nodes: readonly OnnxNode[]): OnnxNode[] {
  const wanted = new Set([output]);
  const needed: OnnxNode[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((name) => wanted.has(name))) continue;
    needed.unshift(node);
    for (const name of node.inputs) wanted.add(name);
  }
  return needed;
}

function numbersOf({ bytes }: OnnxConstant): Float64Array {
  return Float64Array.from({ length: bytes.byteLength / 4 }, (_, at) => bytes.getFloat32(4 * at, true));
}

function slopeThrough(
  steps: readonly Step[],
  applied: ReadonlyMap<string, Applied>,
  { input, row, shares }: { readonly input: string; readonly row: Float64Array; readonly shares: Float64Array },
): Float64Array {
  const slopes = new Map<string, Float64Array>([[steps.at(-1)!.to, shares]]);
  for (const { from, to } of steps.toReversed()) {
    const own = slopes.get(to);
    if (!own) continue;
    const parts = applied.get(to)!.slopes(own);
    for (const [place, name] of from.entries()) {
      const part = parts[place];
      if (typeof name !== 'string' || !part) continue;
      const before = slopes.get(name);
      slopes.set(name, before ? before.map((value, at) => value + part[at]!) : part);
    }
  }
  return slopes.get(input) ?? new Float64Array(row.length);
}
