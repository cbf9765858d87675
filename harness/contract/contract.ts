import type { z } from 'zod';
import { actionSpace } from './action-space.ts';
import { contractRules } from './contract-rules.ts';
import { contractShape } from './contract-shape.ts';
import { observedFeatures } from './feature.ts';
import { withRules } from './rules.ts';
import { placedInputs, tensorOf, totalSize } from './tensor.ts';

/** The shape of a contract, what must hold between its parts, and what it then says: features, inputs and actions in full. */
export const contractSchema = withRules(contractShape, contractRules).transform(inFull);

/** What a served policy owes. It names no host. */
export interface Contract extends ReturnType<typeof inFull> {}
export type Tolerance = Contract['policy']['tolerance'];
export type ReplyPlaces = Contract['reply'];
export type Sizing = NonNullable<Contract['sizing']>;
export type Waiver = Contract['waivers'][number];

function inFull({ policy, features, actions, ...rest }: z.output<typeof contractShape>) {
  const { input, inputs = input === undefined ? [] : [input], output, ...kept } = policy;
  const placed = placedInputs(inputs);
  const space = actionSpace(actions);
  return {
    ...rest,
    policy: {
      ...kept,
      inputs: placed,
      output: { ...tensorOf(output), decode: output.decode },
      /** What the model is asked for, one after the other: the answer, then what its draws are made from. */
      outputs: [tensorOf(output), ...distributionOf(policy)],
    },
    /** One a value of an observation. */
    features: observedFeatures(features, placed, { input: policy.mask, labels: space.labels }),
    actions: space,
  };
}

function distributionOf({ sampling, output }: z.output<typeof contractShape>['policy']) {
  if (typeof sampling !== 'object') return [];
  return [sampling.mean, sampling.logDeviation].map((name) => tensorOf({ ...output, name }));
}

/** Values that the model gives to one row, over all outputs. */
export function answerWidth({ outputs }: Pick<Contract['policy'], 'outputs'>): number {
  return totalSize(outputs);
}
