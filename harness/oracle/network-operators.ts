import type { OnnxConstant, OnnxNode } from './onnx-graph.ts';

/** What an operator makes of the values of one row. */
export interface Applied {
  readonly value: Float64Array;
  /**
   * How a sum of the values, each with its share, changes with each value of each input. Of an input that is a constant,
   * nothing needs to be said.
   */
  readonly slopes: (shares: Float64Array) => readonly (Float64Array | undefined)[];
}

/** @returns undefined where the inputs have other sizes than it knows how to deal with */
export type Operator = (inputs: readonly Float64Array[]) => Applied | undefined;

/** A node's attributes, and those of its inputs that are constants, by place. */
export interface OperatorNode extends Pick<OnnxNode, 'numbers'> {
  readonly constants: readonly (OnnxConstant | undefined)[];
}

/** The operators of dense networks, of which a row's values go through one by one or by a matrix. */
export const networkOperators: Readonly<Record<string, (node: OperatorNode) => Operator | undefined>> = {
  Identity: () => unchanged,
  Flatten: () => unchanged,
  Relu: () =>
    eachValue(
      (value) => Math.max(value, 0),
      (value) => (value > 0 ? 1 : 0),
    ),
  Tanh: () => eachValue(Math.tanh, (_, tanh) => 1 - tanh * tanh),
  Sigmoid: () =>
    eachValue(
      (value) => 1 / (1 + Math.exp(-value)),
      (_, sigmoid) => sigmoid * (1 - sigmoid),
    ),
  Add: () =>
    pairwise(
      (one, other) => one + other,
      () => [1, 1],
    ),
  Sub: () =>
    pairwise(
      (one, other) => one - other,
      () => [1, -1],
    ),
  Mul: () =>
    pairwise(
      (one, other) => one * other,
      (one, other) => [other, one],
    ),
  Div: () =>
    pairwise(
      (one, other) => one / other,
      (one, other) => [1 / other, -one / (other * other)],
    ),
  Max: ({ constants }) => bound(constants, Math.max, (one, other) => one >= other),
  Min: ({ constants }) => bound(constants, Math.min, (one, other) => one <= other),
  Clip: () => clip,
  Gemm: ({ numbers, constants }) => {
    if (numbers.get('transA')) return undefined;
    const matrix = matrixOf(constants[1], numbers.get('transB') === 1);
    return matrix && dense(matrix, numbers.get('alpha') ?? 1, numbers.get('beta') ?? 1);
  },
  MatMul: ({ constants }) => {
    const matrix = matrixOf(constants[1], false);
    return matrix && dense(matrix, 1, 0);
  },
};

const unchanged: Operator = ([value]) => value && { value, slopes: (shares) => [shares] };

/** @param slope - how a value changes with what it was made from */
function eachValue(make: (value: number) => number, slope: (from: number, made: number) => number): Operator {
  return ([from]) => {
    if (!from) return undefined;
    const value = from.map(make);
    return { value, slopes: (shares) => [shares.map((share, at) => share * slope(from[at]!, value[at]!))] };
  };
}

/** The shorter one is repeated, as a constant is that belongs to each row, or to the last axes of each. */
function pairwise(
  make: (one: number, other: number) => number,
  slope: (one: number, other: number) => readonly [number, number],
): Operator {
  return ([one, other, ...more]) => {
    if (!one || !other || more.length > 0) return undefined;
    const size = Math.max(one.length, other.length);
    if (size % one.length !== 0 || size % other.length !== 0) return undefined;
    const value = Float64Array.from({ length: size }, (_, at) =>
      make(one[at % one.length]!, other[at % other.length]!),
    );
    return {
      value,
      slopes: (shares) => {
        const slopes = [new Float64Array(one.length), new Float64Array(other.length)] as const;
        for (let at = 0; at < size; at += 1) {
          const [first, second] = slope(one[at % one.length]!, other[at % other.length]!);
          slopes[0][at % one.length]! += first * shares[at]!;
          slopes[1][at % other.length]! += second * shares[at]!;
        }
        return slopes;
      },
    };
  };
}

/** A bound that is a constant is passed as though it were none: from beyond it there would be no way back. */
function bound(
  constants: OperatorNode['constants'],
  make: (one: number, other: number) => number,
  isFirst: (one: number, other: number) => boolean,
): Operator {
  if (constants.some((constant) => constant !== undefined)) return pairwise(make, () => [1, 1]);
  return pairwise(make, (one, other) => (isFirst(one, other) ? [1, 0] : [0, 1]));
}

const clip: Operator = ([from, low = Float64Array.of(Number.NEGATIVE_INFINITY), high = Float64Array.of(Infinity)]) => {
  const [least, most] = [low[0], high[0]];
  if (!from || least === undefined || most === undefined) return undefined;
  return {
    value: from.map((value) => Math.min(Math.max(value, least), most)),
    slopes: (shares) => [shares],
  };
};

interface Matrix {
  /** Values that go in, and that come out. */
  readonly rows: number;
  readonly columns: number;
  /** Column after column: what one output is made with stands together. */
  readonly weights: Float64Array;
}

function matrixOf(constant: OnnxConstant | undefined, transposed: boolean): Matrix | undefined {
  if (constant?.sizes.length !== 2) return undefined;
  const [first, second] = constant.sizes as [number, number];
  if (constant.bytes.byteLength !== 4 * first * second) return undefined;
  const [rows, columns] = transposed ? [second, first] : [first, second];
  const weights = new Float64Array(rows * columns);
  for (let column = 0; column < columns; column += 1) {
    for (let row = 0; row < rows; row += 1) {
      const at = transposed ? column * rows + row : row * columns + column;
      weights[column * rows + row] = constant.bytes.getFloat32(4 * at, true);
    }
  }
  return { rows, columns, weights };
}

function dense({ rows, columns, weights }: Matrix, alpha: number, beta: number): Operator {
  return ([from, , bias]) => {
    if (from?.length !== rows || (bias && columns % bias.length !== 0)) return undefined;
    const value = new Float64Array(columns);
    for (let column = 0; column < columns; column += 1) {
      let sum = 0;
      for (let row = 0; row < rows; row += 1) sum += from[row]! * weights[column * rows + row]!;
      value[column] = alpha * sum + (bias ? beta * bias[column % bias.length]! : 0);
    }
    return {
      value,
      slopes: (shares) => {
        const slopes = new Float64Array(rows);
        for (let column = 0; column < columns; column += 1) {
          const share = alpha * shares[column]!;
          if (share === 0) continue;
          for (let row = 0; row < rows; row += 1) slopes[row]! += share * weights[column * rows + row]!;
        }
        return [slopes];
      },
    };
  };
}
