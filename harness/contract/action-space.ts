/**
 * What a policy decides between.
 *
 * A decision is one of `count`, by index: an action, or the cell of the box that the action lies in. The cells cut each
 * dimension into tenths, or fewer where dimensions are many, so that what is asked of discrete actions (do they vary, does
 * a feature change them) can be asked of continuous ones as well.
 */
export type ActionSpace = DiscreteSpace | BoxSpace;

interface Decisions {
  /** How many decisions are told apart. */
  readonly count: number;
  /** Their names: one a decision. */
  readonly labels: readonly string[];
  /** What the policy must reach, by name: every action, or every tenth of each dimension. */
  readonly targets: readonly string[];
  /** Targets that no observation within range reaches: known, and said. */
  readonly unreachable: readonly string[];
  /** What the application must order for an action, by label. */
  readonly orders: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
}

export interface DiscreteSpace extends Decisions {
  readonly kind: 'discrete';
  /** Quantiles of the return that the output gives for each action; undefined where it gives one score. */
  readonly quantiles: number | undefined;
}

export interface BoxSpace extends Decisions {
  readonly kind: 'box';
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Names of the dimensions. */
  readonly names: readonly string[];
  /** Into how many cells each dimension is cut. */
  readonly bins: number;
  readonly discretised: Discretised | undefined;
}

/** The discrete form of an action of one dimension: the number of thresholds that it exceeds. */
export interface Discretised {
  readonly thresholds: readonly number[];
  readonly labels: readonly string[];
}

interface Listed {
  readonly discrete?: number | undefined;
  readonly quantiles?: number | undefined;
  readonly box?: { readonly low: readonly number[]; readonly high: readonly number[] } | undefined;
  readonly labels: readonly string[];
  readonly discretised?: Discretised | undefined;
  readonly unreachable: readonly string[];
  readonly orders: Decisions['orders'];
}

/** Tenths of the range of each dimension. */
export const tenths = 10;
const mostCells = 1_000;
/** Beyond so many dimensions, two cells each would be too many: the others do not tell cells apart. */
export const mostDimensionsInACell = 9;

export function actionSpace({
  discrete,
  quantiles,
  box,
  labels,
  discretised,
  unreachable,
  orders,
}: Listed): ActionSpace {
  if (!box) {
    return {
      kind: 'discrete',
      count: discrete ?? labels.length,
      labels,
      targets: labels,
      quantiles,
      unreachable,
      orders,
    };
  }
  const { low, high } = box;
  const names = dimensionNames(low.length, labels);
  const dimensions = Math.min(low.length, mostDimensionsInACell);
  const bins = Math.max(2, Math.min(tenths, Math.floor(mostCells ** (1 / dimensions) + 1e-9)));
  const count = bins ** dimensions;
  return {
    kind: 'box',
    count,
    labels: Array.from({ length: count }, (_, cell) => cellLabel(cell, { low, high, names, bins })),
    targets: names.flatMap((_, dimension) =>
      Array.from({ length: tenths }, (_, part) => partLabel(dimension, part, { low, high, names, bins: tenths })),
    ),
    unreachable,
    orders,
    low,
    high,
    names,
    bins,
    discretised,
  };
}

/** Names of the dimensions: as listed, or `action`, or `action[0]`, `action[1]` … */
function dimensionNames(dimensions: number, labels: readonly string[]): readonly string[] {
  if (labels.length > 0) return labels;
  return dimensions === 1 ? ['action'] : Array.from({ length: dimensions }, (_, index) => `action[${index}]`);
}

/**
 * The targets that an action reaches, by index: the action itself, or of a box the tenth that each dimension lies in.
 *
 * @param values - of a continuous action, one a dimension
 */
export function targetsReached(space: ActionSpace, action: number, values: ArrayLike<number>): readonly number[] {
  if (space.kind === 'discrete') return [action];
  return space.low.map((low, dimension) => {
    const place = ((values[dimension]! - low) / (space.high[dimension]! - low)) * tenths;
    return dimension * tenths + Math.min(Math.max(Math.floor(place), 0), tenths - 1);
  });
}

/** Index of the discrete form of a value. */
export function discretisedIndex({ thresholds }: Pick<Discretised, 'thresholds'>, value: number): number {
  return thresholds.filter((threshold) => value > threshold).length;
}

type Cut = Pick<BoxSpace, 'low' | 'high' | 'names' | 'bins'>;

function cellLabel(cell: number, cut: Cut): string {
  const parts: string[] = [];
  for (let dimension = 0, rest = cell; dimension < Math.min(cut.low.length, mostDimensionsInACell); dimension += 1) {
    parts.push(partLabel(dimension, rest % cut.bins, cut));
    rest = Math.floor(rest / cut.bins);
  }
  return parts.join(', ');
}

/** `position -0.2 to 0`. */
function partLabel(dimension: number, part: number, { low, high, names, bins }: Cut): string {
  const bound = (index: number) =>
    Number((low[dimension]! + ((high[dimension]! - low[dimension]!) * index) / bins).toPrecision(6));
  return `${names[dimension]} ${bound(part)} to ${bound(part + 1)}`;
}
