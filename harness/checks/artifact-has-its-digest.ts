import { recordedFacts } from './kinds-of-check.ts';

/** ARTIFACT-1: the artifact is the one that the training recorded, byte for byte, and it loads. */
export const artifactHasItsDigest = recordedFacts(
  { clause: 'ARTIFACT-1', grade: 'corroborated' },
  ({ contract, history }, tally) => {
    for (const { sha256, served } of history.facts('artifact')) {
      tally.examined += 1;
      if (sha256 !== contract.policy.sha256) {
        tally.violation({
          about: 'the artifact is not the one that the contract names: its digest differs, so it was not loaded',
          expected: `sha256 ${contract.policy.sha256}`,
          seen: `sha256 ${sha256}`,
        });
      }
      if (served && served.recorded !== null && served.recorded !== served.sha256) {
        tally.violation({
          about: 'the form that is served is not the one that training left beside the artifact',
          expected: `${served.file} with sha256 ${served.recorded}`,
          seen: `sha256 ${served.sha256}`,
        });
      }
    }
    return undefined;
  },
);
