import { eachExchange } from './kinds-of-check.ts';
import { judgeAnswer } from './served-answer.ts';
import { Tally } from './tally.ts';

/** TRACK-1: the digest of the training is that of its tracked run, of the artifact kept there, of the file served, and of what answers. */
export const oneDigestFromTrainingToAnswers = eachExchange(
  { clause: 'TRACK-1', grade: 'corroborated', phases: ['nominal'] },
  (context, tally) => {
    const { sha256 } = context.contract.policy;
    const answers = new Tally('TRACK-1');
    return {
      see: (judged) => judgeAnswer(context, answers, judged),
      conclude() {
        const [tracked] = context.history.facts('tracked-run');
        if (!tracked) return { unproven: 'nothing was read of a tracked training' };
        if (answers.examined === 0) return { unproven: 'no answer could be compared with the artifact' };
        const links = [
          { name: 'what the tracked run states', digest: tracked.statedSha256 },
          { name: 'the artifact that the tracker keeps', digest: tracked.storedSha256 },
          { name: 'the file that the endpoint loaded', digest: tracked.servedSha256 },
        ];
        const wrong = answers.violations;
        const said = `${answers.examined - wrong} of ${answers.examined} as the artifact's`;
        const chain = [
          `training ${short(sha256)}`,
          ...links.map(({ name, digest }) => `${name} ${digest === null ? 'unknown' : short(digest)}`),
          `answers ${said}`,
        ].join(' -> ');
        tally.examined += links.filter(({ digest }) => digest !== null).length + answers.examined;
        const broken = links.find(({ digest }) => digest !== null && digest !== sha256);
        if (broken) {
          const about = `the chain from the training to the answers breaks at ${broken.name}`;
          tally.violation({ about, expected: `sha256 ${sha256}`, seen: `sha256 ${broken.digest}` });
        } else if (wrong > 0) {
          const about = 'the chain from the training to the answers breaks at the answers';
          tally.violation({ about, expected: `all as the artifact ${short(sha256)} gives them`, seen: said }, wrong);
        }
        const unknown = links.filter(({ digest }) => digest === null).map(({ name }) => name);
        const why = tracked.problems.length > 0 ? ` (${tracked.problems.join('; ')})` : '';
        return {
          notes: [chain],
          unproven: unknown.length > 0 ? `there is no digest of ${unknown.join(', nor of ')}${why}` : undefined,
        };
      },
    };
  },
);

function short(digest: string): string {
  return digest.slice(0, 12);
}
