import type { InputTensor } from './tensor.ts';

export type FeatureKind = 'real' | 'integer' | 'categorical' | 'flag';

/** One value of an observation. */
export interface Feature {
  readonly name: string;
  /** Real unless it says otherwise. */
  readonly kind?: FeatureKind;
  /** For a categorical feature, the least and the greatest of its codes. */
  readonly minimum: number;
  readonly maximum: number;
  /** The values that a categorical feature may have; of all others, every value of their kind within the range. */
  readonly codes?: readonly number[];
  readonly unit?: string;
}

interface Listed {
  readonly name: string;
  readonly input?: string | undefined;
  readonly kind: FeatureKind;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly codes?: readonly number[] | undefined;
  readonly unit?: string | undefined;
}

/**
 * One feature a value of an observation, in the order of the inputs.
 *
 * An input of several axes may list the features of its last axis alone; they are then repeated for each step before it,
 * as `name[0]`, `name[1]` … The values of the mask are flags, named after the actions.
 */
export function observedFeatures(
  listed: readonly Listed[],
  inputs: readonly InputTensor[],
  mask: { readonly input: string | undefined; readonly labels: readonly string[] },
): readonly Feature[] {
  const names = inputs.map(({ name }) => name);
  return inputs.flatMap((input) => {
    if (input.name === mask.input) return mask.labels.map((label) => maskFlag(input.name, label));
    const own = listedOf(listed, input.name, names).map(featureOf);
    if (own.length === input.size) return own;
    return Array.from({ length: input.size / own.length }, (_, step) =>
      own.map((feature) => ({ ...feature, name: `${feature.name}[${step}]` })),
    ).flat();
  });
}

/** The features that are listed for an input; one that names none belongs to the first. */
export function listedOf<Item extends { readonly input?: string | undefined }>(
  listed: readonly Item[],
  input: string,
  inputs: readonly string[],
): Item[] {
  return listed.filter((feature) => (feature.input ?? inputs[0]) === input);
}

function featureOf({ name, kind, minimum, maximum, codes, unit }: Listed): Feature {
  const range = { minimum: minimum ?? Math.min(...(codes ?? [0])), maximum: maximum ?? Math.max(...(codes ?? [1])) };
  return {
    name,
    kind,
    ...range,
    ...(codes === undefined ? {} : { codes: codes.toSorted((one, other) => one - other) }),
    ...(unit === undefined ? {} : { unit }),
  };
}

function maskFlag(input: string, label: string): Feature {
  return { name: `${input}.${label}`, kind: 'flag', minimum: 0, maximum: 1 };
}
