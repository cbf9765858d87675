import type { ServedFormFacts, TrackedRunFacts } from '../history/run-event.ts';
import { eachExchange } from './kinds-of-check.ts';
import { judgeAnswer } from './served-answer.ts';
import { Tally } from './tally.ts';

/**
 * TRACK-1: the digest of the training is that of its tracked run, of the artifact kept there, of the file served, and of what
 * answers.
 *
 * Where the endpoint loads another form of the model, its file must have the digest that the training recorded of that form.
 */
export const oneDigestFromTrainingToAnswers = eachExchange(
  { clause: 'TRACK-1', grade: 'corroborated', phases: ['nominal'] },
  (context, tally) => {
    const { sha256 } = context.contract.policy;
    const answers = new Tally('TRACK-1');
    return {
      see: (judged) => judgeAnswer(context, answers, judged),
      conclude() {
        const [tracked] = context.history.facts('tracked-run');
        const [artifact] = context.history.facts('artifact');
        if (!tracked) return { unproven: 'nothing was read of a tracked training' };
        if (answers.examined === 0) return { unproven: 'no answer could be compared with the artifact' };
        const form = artifact?.served;
        const links = linksOf(tracked, sha256, form);
        const wrong = answers.violations;
        const said = `${answers.examined - wrong} of ${answers.examined} as the artifact's`;
        const chain = [
          `training ${short(sha256)}`,
          ...links.map(({ name, digest }) => `${name} ${digest === null ? 'unknown' : short(digest)}`),
          `answers ${said}`,
        ].join(' -> ');
        tally.examined += links.filter(({ digest }) => digest !== null).length + answers.examined;
        const broken = links.find(({ digest, expected }) => digest !== null && digest !== expected);
        if (broken) {
          const about = `the chain from the training to the answers breaks at ${broken.name}`;
          tally.violation({ about, expected: `sha256 ${broken.expected}`, seen: `sha256 ${broken.digest}` });
        } else if (wrong > 0) {
          const about = 'the chain from the training to the answers breaks at the answers';
          tally.violation({ about, expected: `all as the artifact ${short(sha256)} gives them`, seen: said }, wrong);
        }
        return { notes: [chain, ...remarks(tracked, form)], unproven: missing(tracked, links, form) };
      },
    };
  },
);

interface Link {
  readonly name: string;
  readonly digest: string | null;
  readonly expected: string;
}

function linksOf(tracked: TrackedRunFacts, sha256: string, form: ServedFormFacts | undefined): Link[] {
  const { statedSha256, storedSha256, servedSha256, asked = true, held = [] } = tracked;
  const loaded = form ? (form.recorded ?? form.sha256) : sha256;
  const own = { name: 'the file that the endpoint loaded', digest: servedSha256, expected: loaded };
  return [
    { name: 'what the tracked run states', digest: statedSha256, expected: sha256 },
    { name: 'the artifact that the tracker keeps', digest: storedSha256, expected: sha256 },
    ...held.map(({ kind, name, sha256: digest }) => ({
      name: `the file that the ${kind} ${name} holds`,
      digest,
      expected: loaded,
    })),
    ...(asked || held.length === 0 ? [own] : []),
  ];
}

function remarks({ held }: TrackedRunFacts, form: ServedFormFacts | undefined): string[] {
  const said = [];
  if (held?.length === 0) said.push('no file of the endpoint was read: what it loaded is what it states itself');
  if (form && form.recorded !== null)
    said.push(
      `the endpoint loads ${form.file}: its digest ${short(form.recorded)} is what the training recorded of that form`,
    );
  return said;
}

/** Why the chain is not whole, where no link of it is broken. */
function missing(
  { problems }: TrackedRunFacts,
  links: readonly Link[],
  form: ServedFormFacts | undefined,
): string | undefined {
  const unknown = links.filter(({ digest }) => digest === null).map(({ name }) => name);
  const why = problems.length > 0 ? ` (${problems.join('; ')})` : '';
  if (unknown.length > 0) return `there is no digest of ${unknown.join(', nor of ')}${why}`;
  if (!form || form.recorded !== null) return undefined;
  return `the training recorded no digest of ${form.file}, which the endpoint loads: only the answers say that it is of that training`;
}

function short(digest: string): string {
  return digest.slice(0, 12);
}
