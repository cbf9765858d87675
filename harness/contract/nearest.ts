import { distance } from 'fastest-levenshtein';

/**
 * The candidate that `word` was probably meant to be: no more than a third of its letters are wrong, or one.
 * Two letters that changed places are one mistake, another case is none.
 */
export function nearestOf(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const reach = Math.max(1, Math.floor(word.length / 3));
  let nearest: string | undefined;
  let least = reach + 1;
  for (const candidate of candidates) {
    if (candidate === word) continue;
    const away = mistakesBetween(lower, candidate.toLowerCase());
    if (away < least) {
      nearest = candidate;
      least = away;
    }
  }
  return nearest;
}

function mistakesBetween(word: string, meant: string): number {
  const away = distance(word, meant);
  const lettersOf = (text: string) => [...text].sort().join('');
  return away === 2 && lettersOf(word) === lettersOf(meant) ? 1 : away;
}
