import type { Tensor } from '../contract/tensor.ts';
import { recordedFacts } from './kinds-of-check.ts';

/**
 * ARTIFACT-2: inputs and outputs have the names, shapes and types of the contract: those of the artifact, and those that
 * the endpoint states of the model that it serves, if it does.
 */
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
    const notes = [...history.facts('metadata')].map(({ stated, mismatches, problem }) => {
      if (stated === null) return `what the endpoint says of its model could not be read: ${problem}`;
      for (const mismatch of mismatches) {
        tally.violation({
          about: 'the endpoint says that its model takes or gives something else than the contract says',
          expected: `input ${shown(inputs)}; output ${shown(outputs)}`,
          seen: mismatch,
        });
      }
      return `the endpoint says of its model: ${stated}`;
    });
    return { notes };
  },
);
