import { expect, test } from 'vitest';
import type { Decision } from './decision.ts';
import { sentOrderAndScaleAreTrainings } from './sent-order-and-scale-are-trainings.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { decision, judged } from './testing/decisions.ts';

/** Twenty markets, whose only feature has as many values; `seen` is what the application sends. */
function shown(seen: (training: number) => Decision['observation']): Decision[] {
  return Array.from({ length: 20 }, (_, index) => {
    const training = (index + 1) / 32;
    return decision(0, { phase: 'shown', features: Float32Array.of(training), observation: seen(training) });
  });
}

const judgedWith = (seen: (training: number) => Decision['observation']) =>
  judged(sentOrderAndScaleAreTrainings, ...shown(seen));

test("training's own values are in order and scale", () => {
  expectProven(
    judgedWith((training) => Float32Array.of(training)),
    { examined: 20 },
  );
});

test('another unit is told with its factor', () => {
  const [finding] = expectRefuted(
    judgedWith((training) => Float32Array.of(100 * training)),
    /100 times/,
    { violations: 20 },
  );
  expect(finding).toMatchObject({ expected: 'price 0.03125', seen: 'price 3.125' });
});

test('a feature that is wrong in another way is no matter of order or scale', () => {
  expectProven(judgedWith(() => Float32Array.of(0)));
});

test('where nothing is sent that can be read, nothing is proven', () => {
  expectUnproven(
    judgedWith(() => 'no observation'),
    undefined,
  );
});
