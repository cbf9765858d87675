import type { Tensor } from '../contract/tensor.ts';
import { recordedFacts } from './kinds-of-check.ts';

/** ARTIFACT-2: inputs and outputs have the names, shapes and types of the contract. */
export const artifactHasTheContractsShape = recordedFacts(
  { clause: 'ARTIFACT-2', grade: 'corroborated' },
  ({ contract, history }, tally) => {
    const { inputs, outputs } = contract.policy;
    const shown = (tensors: readonly Tensor[]) =>
      tensors.map(({ name, dtype, shape }) => `${name} ${dtype} [${shape.join(', ')}]`).join(', ');
    for (const { sha256, mismatches } of history.facts('artifact')) {
      if (sha256 !== contract.policy.sha256) continue;
      tally.examined += inputs.length + outputs.length;
      for (const mismatch of mismatches) {
        tally.violation({
          about: 'the artifact does not take or give what the contract says',
          expected: `input ${shown(inputs)}; output ${shown(outputs)}`,
          seen: mismatch,
        });
      }
    }
    return undefined;
  },
);
