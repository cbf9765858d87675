import { expect, test } from 'vitest';
import { discreteFormIsTheModels } from './discrete-form-is-the-models.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { boxContract, boxOfTwo, sampledBox, valuesAnswer } from './testing/contracts-of-every-kind.ts';
import { ToldRun } from './testing/told-run.ts';

const stating = (value: number, discrete: number | undefined, served = value) =>
  new ToldRun({ contract: boxContract })
    .call({ expected: [[value]], reply: valuesAnswer(boxContract, [served], { discrete }) })
    .by(discreteFormIsTheModels);

test.each([
  [-0.7, 0],
  [0, 1],
  [0.249, 1],
  [0.4, 2],
])('the index of %d is %i, which proves it', (value, discrete) => {
  expectProven(stating(value, discrete), { examined: 1, nearTies: 0 });
});

test("another index refutes it, even where it follows from what was served: it is the model's that counts", () => {
  const [finding] = expectRefuted(stating(0.4, 1), /^the discrete form of the action is not that of the model's/);
  expect(finding).toMatchObject({ expected: '2 (LONG) for 0.4', seen: '1 (FLAT)', exchange: 1, row: 0 });
  expectRefuted(stating(0.4, 0, -0.4), /discrete form/);
  expectRefuted(stating(0.4, 3), /discrete form/);
});

test('within the tolerance of a threshold, both sides of it are right, and a third index is not', () => {
  for (const discrete of [1, 2]) {
    expect(stating(0.25005, discrete)).toMatchObject({ violations: 0, nearTies: 1, examined: 0 });
  }
  expectRefuted(stating(0.25005, 0), /discrete form/);
});

test('where actions are drawn, it is that of the one that was', () => {
  const contract = { ...boxContract, policy: sampledBox.policy };
  const run = (discrete: number) =>
    new ToldRun({ contract })
      .call({ expected: [[0.4, 0.4, -1]], reply: valuesAnswer(boxContract, [-0.5], { discrete }) })
      .by(discreteFormIsTheModels);
  expectProven(run(0));
  expectRefuted(run(2), /discrete form/);
});

test('answers that do not state it leave it unproven; contracts without one are not asked', () => {
  expectUnproven(stating(0.4, undefined), /^1 answers do not state the discrete form/);
  expect([boxContract, boxOfTwo].map(discreteFormIsTheModels.appliesTo!)).toEqual([true, false]);
});
