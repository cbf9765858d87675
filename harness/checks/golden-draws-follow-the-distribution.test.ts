import { expect, test } from 'vitest';
import { goldenDrawsFollowTheDistribution } from './golden-draws-follow-the-distribution.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { sampledBox, sampledContract, valuesAnswer } from './testing/contracts-of-every-kind.ts';
import { Draws } from './testing/draws.ts';
import { contract } from './testing/small-contract.ts';
import { ToldRun } from './testing/told-run.ts';

const golden = (count: number, deviations: (draws: Draws) => number) => {
  const draws = new Draws(1);
  return new ToldRun({ contract: sampledBox })
    .calls(count, () => {
      const mean = draws.between(-1, 1);
      const reply = valuesAnswer(sampledBox, [Math.tanh(mean + 0.5 * deviations(draws))]);
      return { phase: 'golden', expected: [[Math.tanh(mean), mean, Math.log(0.5)]], reply };
    })
    .by(goldenDrawsFollowTheDistribution);
};

test("draws from the artifact's distribution prove it, the artifact's mean refutes it, and a few prove nothing", () => {
  expectProven(
    golden(600, (draws) => draws.normal()),
    { examined: 600 },
  );
  expectRefuted(
    golden(600, () => 0),
    /^the served actions are not drawn/,
  );
  expectUnproven(
    golden(20, (draws) => draws.normal()),
    /^too few answers/,
  );
});

test('where scores are stated, or nothing is drawn, others compare', () => {
  const applies = [contract, sampledContract, sampledBox].map(goldenDrawsFollowTheDistribution.appliesTo!);
  expect(applies).toEqual([false, false, true]);
  const { scores: _, ...reply } = sampledContract.reply;
  expect(goldenDrawsFollowTheDistribution.appliesTo?.({ ...sampledContract, reply })).toBe(true);
});
