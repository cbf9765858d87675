import type { Contract } from '../contract/contract.ts';
import type { Feature } from '../contract/feature.ts';
import type { InputTensor } from '../contract/tensor.ts';

/** What of a contract says how an observation is written: one feature a value, in the order of the inputs. */
export interface ObservationLayout {
  readonly features: readonly Feature[];
  readonly inputs: readonly InputTensor[];
  /** The input that says which actions are allowed. */
  readonly mask: string | undefined;
  /** A row of one input is an object by its name all the same; one of several always is. */
  readonly byName?: boolean;
}

/** Whether a row is an object by the names of its inputs. */
export function goesByName({ inputs, byName = false }: Pick<ObservationLayout, 'inputs' | 'byName'>): boolean {
  return byName || inputs.length > 1;
}

/** How a server takes the observation that has other names for the inputs. */
export interface ServedNames {
  /** By the contract's names; the same, where it is not said. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Whether a row of one input goes by its name. */
  readonly named?: boolean;
}

/** The layout with the names that the server has for the inputs. */
export function servedLayout(
  contract: Parameters<typeof layoutOf>[0],
  { inputs: names, named = false }: ServedNames,
): ObservationLayout {
  const { features, inputs, mask } = layoutOf(contract);
  const served = (name: string) => names[name] ?? name;
  return {
    features,
    inputs: inputs.map((input) => ({ ...input, name: served(input.name) })),
    mask: mask === undefined ? undefined : served(mask),
    byName: named,
  };
}

export function layoutOf({
  features,
  policy: { inputs, mask },
}: Pick<Contract, 'features'> & {
  readonly policy: Pick<Contract['policy'], 'inputs' | 'mask'>;
}): ObservationLayout {
  return { features, inputs, mask };
}

/** The input that a value belongs to; what belongs to none counts to the last. */
export function inputWith({ inputs }: Pick<ObservationLayout, 'inputs'>, feature: number): InputTensor {
  return inputs.find(({ first, size }) => feature >= first && feature < first + size) ?? inputs.at(-1)!;
}
