import type { Answerer } from '../history/run-event.ts';
import { eachExchange } from './kinds-of-check.ts';
import { isBusy } from './says-nothing.ts';
import { shortened, statedVersions } from './stated-versions.ts';
import { replyInWords } from './wording.ts';
import { wrongWith } from './wrong-with.ts';

/**
 * SWAP-5: every replica, asked by its own address, answers as the policy does, takes up another artifact and the own one
 * again, and states the version of the one that answers.
 */
export const everyReplicaAnswers = eachExchange(
  { clause: 'SWAP-5', grade: 'caused', phases: ['replicas'] },
  ({ contract, history, endpoint }, tally) => {
    const addresses = new Map(
      [...history.facts('replica')].map(({ subject, name, address }) => [subject, `${name} at ${address}`]),
    );
    const versions = statedVersions({ contract, history });
    const swapped = new Set<number>();
    const returned = new Set<number>();
    return {
      see({ exchange: { id, subject, note }, reply, expected: [own, marked] }) {
        if (isBusy(reply, endpoint) || !own || !marked) return;
        tally.examined += 1;
        const must: Answerer = note === 'marked' ? 'marked' : 'own';
        const [right, other] = must === 'own' ? [own, marked] : [marked, own];
        const where = addresses.get(subject) ?? `replica ${subject + 1}`;
        const [row] = reply.kind === 'answered' ? reply.rows : [];
        if (row === undefined || wrongWith(contract, row, right) !== undefined) {
          const keeps = row !== undefined && wrongWith(contract, row, other) === undefined;
          tally.violation({
            about: `${where} ${row === undefined ? 'does not answer' : keeps ? 'keeps the model that was replaced' : 'answers as neither policy'}`,
            expected: `an answer of the ${must} policy, whose artifact is in place`,
            seen: replyInWords(contract, reply),
            exchange: id,
          });
          return;
        }
        if (must === 'marked') swapped.add(subject);
        else if (swapped.has(subject)) returned.add(subject);
        const version = versions.otherThanBefore(must, row.modelVersion);
        if (version === undefined) return;
        tally.violation({
          about: `${where} states another version than that of the policy which answers`,
          expected: `${shortened(version)}, since the ${must} policy answers`,
          seen: `${row.modelVersion}`,
          exchange: id,
        });
      },
      conclude() {
        const left = [...addresses].find(([subject]) => !returned.has(subject));
        const nothing = 'no replica was seen with another artifact in place';
        return {
          unproven: swapped.size === 0 ? nothing : left && `${left[1]} was not seen to take it up, and the own again`,
          notes:
            swapped.size > 0
              ? [`${returned.size} of ${addresses.size} replicas took up the artifact, and the own again`]
              : [],
        };
      },
    };
  },
);
