import { eachExchange } from './kinds-of-check.ts';
import { isOneOf } from './stated-digest.ts';

/**
 * LOAD-3: the version that replies state is the one that the contract names, or the beginning of the artifact's digest, or of
 * that of the form which the endpoint loads.
 */
export const statedModelIsThisArtifact = eachExchange(
  { clause: 'LOAD-3', grade: 'claimed', phases: ['golden', 'nominal', 'bulk'] },
  ({ contract, history }, tally) => {
    const { version, sha256 } = contract.policy;
    const served = [...history.facts('artifact')].flatMap((facts) => facts.served ?? []);
    const digests = [sha256, ...served.map((form) => form.sha256)];
    const isThis = (stated: string) => (version === undefined ? isOneOf(digests, stated) : stated === version);
    let unstated = 0;
    return {
      see({ exchange, reply }) {
        if (reply.kind !== 'answered') return;
        reply.rows.forEach(({ modelVersion }, row) => {
          if (modelVersion === undefined) {
            unstated += 1;
            return;
          }
          tally.examined += 1;
          if (isThis(modelVersion)) return;
          tally.violation({
            about: 'the reply states another model than the contract names',
            expected: version ?? `the beginning of ${digests.join(', or of ')}`,
            seen: modelVersion,
            exchange: exchange.id,
            row,
          });
        });
      },
      conclude: () => ({
        unproven: unstated > 0 ? `${unstated} answers do not state which model gave them` : undefined,
      }),
    };
  },
);
