import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Decision } from './decision.ts';
import { featuresAreTrainings } from './features-are-trainings.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { decided, decision, judged, refused } from './testing/decisions.ts';

/** Twenty markets, whose only feature has as many values; `seen` is what the application sends. */
function shown(seen: (training: number) => Decision['observation']): Decision[] {
  return Array.from({ length: 20 }, (_, index) => {
    const training = (index + 1) / 32;
    return decision(0, { phase: 'shown', features: Float32Array.of(training), observation: seen(training) });
  });
}

test('what the application sends is what training computed, but for roundings', () => {
  const result = judged(featuresAreTrainings, ...shown((training) => Float32Array.of(training * (1 + 2e-7))));
  expectProven(result, { examined: 20, notes: ['20 markets, 1 features each', 'no drawn markets'] });
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

describe('drawn markets', () => {
  const notes = ['a split of 1:4, 9 bars before the last', 'flat prices'];
  const drawn = (seen: (training: number, note: string) => Decision['observation']): Decision[] =>
    shown((training) => Float32Array.of(training)).map((each, index) => {
      const note = notes[index % 2]!;
      return { ...each, phase: 'drawn', note, observation: seen(each.features[0]!, note) };
    });
  const impossible = (told: Partial<Decision> = {}): Decision =>
    decision(0, {
      phase: 'drawn',
      note: '41 bars, where 64 are needed',
      features: new Float32Array(),
      observation: undefined,
      given: [],
      stated: refused,
      orders: [],
      ...told,
    });

  test('are compared apart from the golden ones', () => {
    const healthy = shown((training) => Float32Array.of(training));
    const result = judged(featuresAreTrainings, ...healthy, ...drawn((training) => Float32Array.of(training)));
    expectProven(result, {
      examined: 40,
      notes: ['20 markets, 1 features each', '20 drawn markets, compared with the reference'],
    });
  });

  test('in which a feature differs are told with what is special about them', () => {
    const wrong = drawn((training, note) => Float32Array.of(note === 'flat prices' ? 0.75 : training));
    const result = judged(featuresAreTrainings, ...shown((training) => Float32Array.of(training)), ...wrong);
    const [finding, ...others] = expectRefuted(
      result,
      /^feature 0 \(price\) differs from drawn market 1 on, in 10 of 20: it is 0\.75 in each of them; with flat prices$/,
      { violations: 10 },
    );
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ expected: 'price 0.0625', seen: 'price 0.75', decision: 22 });
  });

  test('of which no features can be computed must be refused', () => {
    expectProven(judged(featuresAreTrainings, impossible()), {
      examined: 1,
      notes: ['0 markets, 1 features each', '1 drawn markets of which no features can be computed'],
    });
  });

  test.each<[string, Partial<Decision>]>([
    ['the endpoint asked with 1 features', { observation: Float32Array.of(0.5) }],
    ['the decision action 1 (BUY)', { stated: decided(1) }],
    ['the order side buy, contracts 5', { orders: decision(1).orders }],
  ])('of which no features can be computed, and nevertheless: %s', (seen, told) => {
    const [finding] = expectRefuted(judged(featuresAreTrainings, impossible(told)), /no features can be computed/);
    expect(finding).toMatchObject({ expected: 'a refusal, and neither call nor order: 41 bars, where 64 are needed' });
    expect(finding?.seen).toContain(seen);
  });

  test('that the application refuses without need prove nothing', () => {
    const result = judged(featuresAreTrainings, ...drawn(() => undefined));
    expectUnproven(result, /not asked in 20 of the markets that were shown, such as one with a split of 1:4/);
  });
});

describe('one market at moments in a row', () => {
  const inARow = (seen: (moment: number) => number): Decision[] =>
    Array.from({ length: 20 }, (_, moment) =>
      decision(0, {
        phase: 'in-a-row',
        features: Float32Array.of(priceAt(moment)),
        observation: Float32Array.of(seen(moment)),
      }),
    );
  const priceAt = (moment: number) => ((moment * moment) % 29) / 32;

  test.each([
    ['late', -1, /differs from moment 1 on, in 18 of 20: it is what training computed one moment before$/],
    ['ahead of its time', 1, /what training computes only one moment later: it looks ahead$/],
  ])('a feature that is %s is told as such, though golden markets do not tell', (_, later, about) => {
    const seen = inARow((moment) => priceAt(Math.max(moment + later, 0)));
    const golden = shown((training) => Float32Array.of(training ** 3));
    const violations = seen.filter(({ observation, features }) => !isDeepStrictEqual(observation, features)).length;
    const result = judged(featuresAreTrainings, ...golden, ...seen);
    expect(expectRefuted(result, about, { violations: violations + golden.length })).toHaveLength(1);
  });
});

test('what is no observation is a finding, and what was not sent proves nothing', () => {
  const told = judged(featuresAreTrainings, ...shown(() => '/features has 0 items, not 1'));
  expectRefuted(told, /no observation/, { violations: 20 });
  expectUnproven(judged(featuresAreTrainings, ...shown(() => undefined)), /not asked in 20 of the markets/);
});
