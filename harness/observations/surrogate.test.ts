import { expect, test } from 'vitest';
import { RowStream } from './row-stream.ts';
import { Surrogate } from './surrogate.ts';

const width = 6;
const stream = new RowStream(4, 'points');
const point = () => Float64Array.from({ length: width }, () => stream.below(2001) / 1000 - 1);

/** Two outputs of a few rectifiers. */
function truth([a, b, c, d]: Float64Array): Float64Array {
  const units = [a! + b!, b! - c!, c! + 0.5 * d!, 0.3 - a!].map((unit) => Math.max(unit, 0));
  return Float64Array.of(units[0]! - 2 * units[1]! + 3, units[2]! + units[3]!);
}

function taught(points: number): Surrogate {
  const surrogate = new Surrogate(width, 2, points);
  for (let index = 0; index < points; index += 1) {
    const known = point();
    surrogate.learn(known, truth(known));
  }
  surrogate.solve();
  return surrogate;
}

function meanError(surrogate: Surrogate): number {
  let sum = 0;
  for (let index = 0; index < 200; index += 1) {
    const asked = point();
    const expected = truth(asked);
    surrogate.guess(asked).outputs.forEach((output, at) => {
      sum += Math.abs(output - expected[at]!) / 400;
    });
  }
  return sum;
}

test('guesses a function of rectifiers, and better from more points', () => {
  const [few, many] = [meanError(taught(16)), meanError(taught(200))];
  expect(many).toBeLessThan(0.1);
  expect(many).toBeLessThan(few / 2);
});

test('knows again what it learnt', () => {
  const surrogate = new Surrogate(width, 2, 20);
  const known = Array.from({ length: 20 }, point);
  for (const each of known) surrogate.learn(each, truth(each));
  surrogate.solve();
  expect(surrogate.full).toBe(true);
  for (const each of known) {
    const { outputs } = surrogate.guess(each);
    truth(each).forEach((value, at) => {
      expect(outputs[at]).toBeCloseTo(value, 1);
    });
  }
});

test('its slope is how the guess changes', () => {
  const surrogate = taught(60);
  const shares = Float64Array.of(1, -0.5);
  const asked = point();
  const weighed = (at: Float64Array) =>
    surrogate.guess(at).outputs.reduce((sum, value, output) => sum + value * shares[output]!, 0);
  const slope = surrogate.guess(asked).slope(shares);
  for (let axis = 0; axis < width; axis += 1) {
    const [less, more] = [asked.slice(), asked.slice()];
    less[axis]! -= 1e-4;
    more[axis]! += 1e-4;
    expect(slope[axis]).toBeCloseTo((weighed(more) - weighed(less)) / 2e-4, 4);
  }
});
