import type { Contract } from '../contract/contract.ts';
import type { Feature } from '../contract/feature.ts';
import type { InputTensor } from '../contract/tensor.ts';

/** What of a contract says how an observation is written: one feature a value, in the order of the inputs. */
export interface ObservationLayout {
  readonly features: readonly Feature[];
  readonly inputs: readonly InputTensor[];
  /** The input that says which actions are allowed. */
  readonly mask: string | undefined;
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
