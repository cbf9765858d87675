import type { FirstFailure, VerdictDocument } from '../evidence/verdict-document.ts';
import { contrastOf, placeOf } from './finding-words.ts';
import { clipped } from './plain-text.ts';
import { type Line, labelled } from './printed-line.ts';
import { float32InWords } from './wording.ts';

const mostOfAText = 300;
const mostFeatures = 24;

/** The first call that fails, the smallest observation that still does, what the stack does instead, and the evidence. */
export function failingCallLines({ verdict, firstFailure, diagnosis, evidence }: VerdictDocument): Line[] {
  return [
    ...(firstFailure === null ? [] : callLines(firstFailure)),
    ...(verdict === 'REFUTED' || diagnosis !== null ? [diagnosisLine(diagnosis)] : []),
    labelled('evidence', evidence),
  ];
}

function diagnosisLine(diagnosis: VerdictDocument['diagnosis']): Line {
  if (diagnosis === null) return labelled('diagnosis', 'no hypothesis fits');
  const { explained, of, sentence } = diagnosis;
  return labelled('diagnosis', `explained ${explained}/${of}: ${clipped(sentence, mostOfAText)}`, {
    textTone: 'strong',
  });
}

function callLines({ clause, finding, observation, failsAlone, smallest, smallestFinding }: FirstFailure): Line[] {
  const { about, expected, seen } = finding;
  return [
    labelled('first', `${clause}${placeOf(finding)}: ${clipped(about, mostOfAText)}`),
    labelled('expected', clipped(expected, mostOfAText)),
    labelled('seen', clipped(seen, mostOfAText)),
    ...(smallest === null ? [] : [labelled('smallest', featuresInWords(smallest))]),
    ...(smallestFinding === null ? [] : [labelled('', contrastOf(smallestFinding))]),
    ...(observation === null ? [] : [labelled('alone', alone(failsAlone))]),
  ];
}

function alone(failsAlone: boolean): string {
  return failsAlone
    ? 'it fails when it is sent alone'
    : 'it was not seen to fail alone: it may take the calls around it';
}

function featuresInWords(values: Readonly<Record<string, number>>): string {
  const named = Object.entries(values).map(([name, value]) => `${name}: ${float32InWords(value)}`);
  if (named.length === 0) return 'every feature at rest';
  const more = named.length - mostFeatures;
  const shown = more > 0 ? [...named.slice(0, mostFeatures), `and ${more} more`] : named;
  return `${shown.join(', ')}; the rest at rest`;
}
