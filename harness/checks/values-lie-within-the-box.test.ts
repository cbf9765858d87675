import { expect, test } from 'vitest';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { boxOfTwo, sampledBox, valuesAnswer } from './testing/contracts-of-every-kind.ts';
import { contract } from './testing/small-contract.ts';
import { ToldRun } from './testing/told-run.ts';
import { valuesLieWithinTheBox } from './values-lie-within-the-box.ts';

const serving = (...values: readonly number[]) =>
  new ToldRun({ contract: boxOfTwo })
    .call({ expected: [[0, 5]], reply: valuesAnswer(boxOfTwo, [0, 5]) })
    .call({ expected: [[0, 5]], reply: valuesAnswer(boxOfTwo, values) })
    .by(valuesLieWithinTheBox);

test('values within the bounds prove it, and on them, and beyond them by a rounding', () => {
  for (const values of [
    [0.5, 3],
    [-1, 10],
    [1.0001, -0.0001],
  ])
    expectProven(serving(...values), { examined: 2 });
});

test('a value beyond a bound refutes it, naming the dimension, whatever the model answers', () => {
  const [finding] = expectRefuted(serving(0.5, 12.5), /outside of the box/);
  expect(finding).toMatchObject({ clause: 'ACT-1', expected: 'size from 0 to 10', seen: 'size 12.5', exchange: 2 });
  expectRefuted(serving(-1.01, 3), /outside/);
  expectRefuted(serving(Number.NaN, 3), /outside/);
});

test('without answers nothing is proven; discrete actions have no bounds', () => {
  expectUnproven(new ToldRun({ contract: sampledBox }).by(valuesLieWithinTheBox), undefined);
  expect(valuesLieWithinTheBox.appliesTo?.(contract)).toBe(false);
});
