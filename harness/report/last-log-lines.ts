import type { VerdictDocument } from '../evidence/verdict-document.ts';
import { clipped } from './plain-text.ts';
import type { Line } from './printed-line.ts';

const mostOfALine = 300;

/** What the component that ended the campaign wrote last. */
export function lastLogLines({ lastLines = [] }: VerdictDocument): Line[] {
  if (lastLines.length === 0) return [];
  const head: Line = { lead: '', text: `the last ${lastLines.length} lines of its log`, textTone: 'quiet' };
  return [head, ...lastLines.map((text): Line => ({ lead: '    ', text: clipped(text, mostOfALine) }))];
}
