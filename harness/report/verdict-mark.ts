import type { ClauseVerdict } from '../verdict/verdict.ts';
import type { Tone } from './printed-line.ts';

type Verdict = ClauseVerdict['verdict'];

const marks: Readonly<Record<Verdict, string>> = { PROVEN: '✓', REFUTED: '✗', UNPROVEN: '?', 'NOT ASKED': '-' };
const tones: Readonly<Record<Verdict, Tone>> = {
  PROVEN: 'good',
  REFUTED: 'bad',
  UNPROVEN: 'open',
  'NOT ASKED': 'quiet',
};

export function verdictMark(verdict: Verdict): string {
  return marks[verdict];
}

export function verdictTone(verdict: Verdict): Tone {
  return tones[verdict];
}
