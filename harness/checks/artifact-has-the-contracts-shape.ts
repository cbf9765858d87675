import { recordedFacts } from './kinds-of-check.ts';

/** ARTIFACT-2: inputs and outputs have the names, shapes and types of the contract. */
export const artifactHasTheContractsShape = recordedFacts(
  { clause: 'ARTIFACT-2', grade: 'corroborated' },
  ({ contract, history }, tally) => {
    const { input, output } = contract.policy;
    for (const { sha256, mismatches } of history.facts('artifact')) {
      if (sha256 !== contract.policy.sha256) continue;
      tally.examined += 2;
      for (const mismatch of mismatches) {
        tally.violation({
          about: 'the artifact does not take or give what the contract says',
          expected: `input ${input.name} [${input.shape.join(', ')}], output ${output.name} [${output.shape.join(', ')}]`,
          seen: mismatch,
        });
      }
    }
    return undefined;
  },
);
