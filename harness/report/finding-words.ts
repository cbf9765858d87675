import type { Finding } from '../checks/check.ts';
import { clipped } from './plain-text.ts';

const mostOfAText = 300;

/**
 * ` at call 17, row 3`, or ` at decision 4`; nothing where the finding is in no one call. Row 0 is not told: most requests
 * have no other.
 */
export function placeOf({ exchange, row = 0, decision }: Finding): string {
  if (decision !== undefined) return ` at decision ${decision}`;
  if (exchange === undefined) return '';
  return ` at call ${exchange}${row === 0 ? '' : `, row ${row}`}`;
}

/** `expected …, seen … at call 17`. */
export function contrastOf(finding: Finding): string {
  const { expected, seen } = finding;
  return `expected ${clipped(expected, mostOfAText)}, seen ${clipped(seen, mostOfAText)}${placeOf(finding)}`;
}
