import { expect } from 'vitest';
import type { CheckResult, Finding } from '../check.ts';

/** The verdict that a clause with this check alone would get. */
function verdictOf({ violations, examined, unproven }: CheckResult) {
  if (violations > 0) return 'REFUTED';
  return unproven !== undefined || examined === 0 ? 'UNPROVEN' : 'PROVEN';
}

export function expectProven(result: CheckResult, expected: Partial<CheckResult> = {}): void {
  expect({ verdict: verdictOf(result), ...result }).toMatchObject({ verdict: 'PROVEN', violations: 0, ...expected });
}

/** Refuted by findings of one kind, as many as violations are told (one if not), and about what is told. */
export function expectRefuted(result: CheckResult, about: RegExp, { violations = 1 } = {}): readonly Finding[] {
  const { findings } = result;
  expect({ verdict: verdictOf(result), violations: result.violations }).toEqual({ verdict: 'REFUTED', violations });
  expect([...new Set(findings.map((finding) => finding.about))]).toEqual([expect.stringMatching(about)]);
  return findings;
}

export function expectUnproven(result: CheckResult, reason: RegExp | undefined): void {
  expect(verdictOf(result)).toBe('UNPROVEN');
  if (reason === undefined) expect(result.unproven).toBeUndefined();
  else expect(result.unproven).toMatch(reason);
}
