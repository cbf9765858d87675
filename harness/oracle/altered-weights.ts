import { changeConstant, type OnnxConstant, type OnnxGraph, readOnnxGraph } from './onnx-graph.ts';

/** What a weight becomes, by the greatest magnitude of its matrix. */
export type Rounding = (greatest: number) => (weight: number) => number;

const levels = 127; // on each side of 0

/** One of 255 levels of its matrix. */
export const toEightBits: Rounding = (greatest) => {
  const step = greatest / levels;
  return (weight) => (step === 0 ? weight : Math.round(weight / step) * step);
};

/** An ONNX file whose matrices are rounded, each by itself; biases are not. */
export function withRoundedMatrices(file: Uint8Array, rounding: Rounding): Uint8Array<ArrayBuffer> {
  const altered = Uint8Array.from(file);
  for (const constant of readOnnxGraph(altered).constants.values()) {
    if (constant.sizes.length < 2) continue;
    let greatest = 0;
    changeConstant(constant, (weight) => {
      greatest = Math.max(greatest, Math.abs(weight));
      return weight;
    });
    changeConstant(constant, rounding(greatest));
  }
  return altered;
}

/** By operator, what makes its constants change nothing. */
const neutral: Readonly<Record<string, (constant: number) => number>> = {
  Sub: () => 0,
  Div: () => 1,
  // Its constants are a least and a greatest value.
  Clip: (bound) => Math.sign(bound) * 3e38,
};

/**
 * An ONNX file in which what the inputs meet first, subtractions, divisions and limits by constants, does nothing.
 *
 * @param inputs - their names
 * @returns undefined where the inputs meet no such thing
 */
export function withoutNormalisation(file: Uint8Array, inputs: readonly string[]): Uint8Array<ArrayBuffer> | undefined {
  const altered = Uint8Array.from(file);
  const graph = readOnnxGraph(altered);
  const changes = inputs.flatMap((name) => changesBehind(graph, name));
  for (const { constant, change } of changes) changeConstant(constant, change);
  return changes.length > 0 ? altered : undefined;
}

interface Change {
  readonly constant: OnnxConstant;
  readonly change: (value: number) => number;
}

function changesBehind(graph: OnnxGraph, value: string): Change[] {
  return graph.nodes
    .filter(({ inputs }) => inputs[0] === value)
    .flatMap(({ operator, inputs, outputs }) => {
      const change = neutral[operator];
      if (!change) return [];
      const constants = inputs.slice(1).map((name) => graph.constants.get(name));
      const own = constants.flatMap((constant) => (constant ? [{ constant, change }] : []));
      return [...own, ...outputs.flatMap((output) => changesBehind(graph, output))];
    });
}
