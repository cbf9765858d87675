import type { VerdictDocument } from '../evidence/verdict-document.ts';
import { type Line, labelled } from './printed-line.ts';
import { countOf, durationInWords } from './wording.ts';

const digitsOfADigest = 12;

/** What was asked of whom, and how much was sent for it. */
export function askedLines(document: VerdictDocument): Line[] {
  const { contract, stack, policy, fault, seed, started, seconds, requests, observations } = document;
  const sent = `${countOf(requests, 'request')} with ${countOf(observations, 'observation')}`;
  const moment = started.replace(/\.\d+Z$/, 'Z');
  return [
    { lead: '', text: `${contract} on ${stack}, seed ${seed}`, textTone: 'strong' },
    {
      lead: '',
      text: `${sent} in ${durationInWords(seconds)}, from ${moment}, assay ${document.assay}`,
      textTone: 'quiet',
    },
    {
      lead: '',
      text: `SHA-256 of the artifact ${begin(document.artifactSha256)}, of all that was sent ${begin(document.sentSha256)}`,
      textTone: 'quiet',
    },
    ...(policy === null ? [] : [labelled('policy', policy)]),
    ...(fault === null ? [] : [labelled('fault', `${fault}, planted on purpose`, { leadTone: 'open' })]),
  ];
}

function begin(digest: string): string {
  return digest.slice(0, digitsOfADigest);
}
