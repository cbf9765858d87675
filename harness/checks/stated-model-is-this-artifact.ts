import { eachExchange } from './kinds-of-check.ts';

/** Shorter beginnings of a digest could be anything. */
const shortestDigest = 8;

/** LOAD-3: the version that replies state is the one that the contract names, or the beginning of the artifact's digest. */
export const statedModelIsThisArtifact = eachExchange(
  { clause: 'LOAD-3', grade: 'claimed', phases: ['golden', 'nominal', 'bulk'] },
  ({ contract }, tally) => {
    const { version, sha256 } = contract.policy;
    const isThis = (stated: string) => {
      if (version !== undefined) return stated === version;
      const digest = stated.replace(/^sha256:/, '');
      return digest.length >= shortestDigest && sha256.startsWith(digest);
    };
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
            expected: version ?? `the beginning of ${sha256}`,
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
