import { expect, test } from 'vitest';
import type { Decision } from './decision.ts';
import { featuresAreTrainings } from './features-are-trainings.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { decision, judged } from './testing/decisions.ts';

/** Twenty markets, whose only feature has as many values; `seen` is what the application sends. */
function shown(seen: (training: number) => Decision['observation']): Decision[] {
  return Array.from({ length: 20 }, (_, index) => {
    const training = (index + 1) / 32;
    return decision(0, { phase: 'shown', features: Float32Array.of(training), observation: seen(training) });
  });
}

test('what the application sends is what training computed, but for roundings', () => {
  const result = judged(featuresAreTrainings, ...shown((training) => Float32Array.of(training * (1 + 2e-7))));
  expectProven(result, { examined: 20, notes: ['20 markets, 1 features each'] });
});

test('a feature in another unit is told as such, once for all markets', () => {
  const result = judged(featuresAreTrainings, ...shown((training) => Float32Array.of(100 * training)));
  const [finding, ...others] = expectRefuted(result, /100 times what training computed/, { violations: 20 });
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ expected: 'price 0.03125', seen: 'price 3.125', decision: 1 });
});

test('a feature that is wrong from some market on is told from there', () => {
  const result = judged(featuresAreTrainings, ...shown((training) => Float32Array.of(training > 0.3 ? 0 : training)));
  const [finding] = expectRefuted(result, /differs from market 9 on, in 11 of 20/, { violations: 11 });
  expect(finding?.decision).toBe(10);
});

test('what is no observation is a finding, and what was not sent proves nothing', () => {
  const told = judged(featuresAreTrainings, ...shown(() => '/features has 0 items, not 1'));
  expectRefuted(told, /no observation/, { violations: 20 });
  expectUnproven(judged(featuresAreTrainings, ...shown(() => undefined)), /not asked in 20 of the markets/);
});
