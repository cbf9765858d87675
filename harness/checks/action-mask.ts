import type { Contract } from '../contract/contract.ts';
import type { InputTensor } from '../contract/tensor.ts';

/** The input that says which actions are allowed; undefined where there is none. */
export function maskOf({ policy: { inputs, mask } }: Contract): InputTensor | undefined {
  return inputs.find(({ name }) => name === mask);
}

/** Which actions an observation allows, by index. */
export function allowedActions(observation: Float32Array, { first, size }: InputTensor): readonly boolean[] {
  return Array.from(observation.subarray(first, first + size), (value) => value !== 0);
}
