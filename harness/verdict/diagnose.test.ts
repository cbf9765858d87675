import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Oracle } from '../oracle/oracle.ts';
import { diagnose } from './diagnose.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { CarryOut } from './steps.ts';
import { atOnce } from './testing/at-once.ts';
import { action, altering, answering, feature, probabilityOfBest, ranking, valueIn } from './testing/faulty-stacks.ts';
import {
  contract,
  featureNames,
  labels,
  openPolicy,
  type SimulatedStack,
  simulatedRun,
} from './testing/simulated-stack.ts';

let model: Oracle;
let sibling: Oracle;
beforeAll(async () => {
  [model, sibling] = await Promise.all([openPolicy(), openPolicy('sibling')]);
});
afterAll(async () => {
  await model[Symbol.asyncDispose]();
  await sibling[Symbol.asyncDispose]();
});

const carryOut: CarryOut = async (steps) => atOnce(steps);

async function diagnosed(stack: SimulatedStack, statesScores: boolean): Promise<Diagnosis | null> {
  const run = await simulatedRun(stack, model.evaluate, statesScores);
  const others = [{ name: 'sibling/policy.onnx', evaluate: sibling.evaluate }];
  return diagnose({ ...run, evaluate: model.evaluate, carryOut, others });
}

/** Noise that is the same at every run. */
function noise(row: number): number {
  return (Math.imul(row + 1, 2_654_435_761) >>> 8) % 9_973;
}

const random: SimulatedStack = answering((_, row) => noise(row) % labels.length);
const hold = action('HOLD');

describe.each([
  ['and states scores', true],
  ['and states no scores', false],
])('a stack that answers wrongly %s', (_, statesScores) => {
  test.each<[sentence: string, stack: SimulatedStack]>([
    [
      'features 20 (microprice) to 53 (steps_since_trade) are zero-filled',
      altering((row) => row.map((value, index) => (index < 20 ? value : 0))),
    ],
    [
      'features 0 (yes_bid_price_1) to 36 (poll_age) are zero-filled',
      altering((row) => row.map((value, index) => (index > 36 ? value : 0))),
    ],
    [
      'features 33 (reference_probability) to 38 (reference_edge_no) are zero-filled',
      altering((row) => row.fill(0, 33, 39)),
    ],
    [
      'feature 37 (reference_edge_yes) is always 0',
      altering((row) => row.fill(0, feature('reference_edge_yes'), feature('reference_edge_yes') + 1)),
    ],
    [
      'features 4 (yes_bid_size_1), 37 (reference_edge_yes) and 51 (time_to_close) are always 0',
      altering((row) => row.map((value, index) => ([4, 37, 51].includes(index) ? 0 : value))),
    ],
    [
      'features named yes and features named no are taken for each other',
      altering((row) => {
        const twin = (name: string) => name.replace(/yes|no(?=_|$)/, (word) => (word === 'yes' ? 'no' : 'yes'));
        return row.map((value, index) => row.slice()[featureNames.indexOf(twin(featureNames[index]!))] ?? value);
      }),
    ],
    ['features are in reverse order', altering((row) => row.reverse())],
    [
      'feature 12 (no_bid_size_1) is left out: those behind it stand one place too early',
      altering((row) => Float32Array.of(...row.subarray(0, 12), ...row.subarray(13), 0)),
    ],
    [
      'feature 37 (reference_edge_yes) and feature 38 (reference_edge_no) are swapped',
      altering((row) => {
        [row[37], row[38]] = [row[38]!, row[37]!];
        return row;
      }),
    ],
    [
      'features are scaled from their ranges to 0..1 before they reach the model',
      altering((row) =>
        row.map((value, index) => {
          const { minimum, maximum } = contract.features[index]!;
          return (value - minimum) / (maximum - minimum);
        }),
      ),
    ],
    [
      'features are clipped to the middle 95 % of their ranges',
      altering((row) =>
        row.map((value, index) => {
          const { minimum, maximum } = contract.features[index]!;
          const margin = (maximum - minimum) * 0.025;
          return Math.min(Math.max(value, minimum + margin), maximum - margin);
        }),
      ),
    ],
    [
      'feature 51 (time_to_close) is multiplied by 60',
      altering((row) => row.map((value, index) => (index === feature('time_to_close') ? value * 60 : value))),
    ],
    ['another artifact answers: sibling/policy.onnx', ({ observations }) => sibling.evaluate(observations)],
    ['the action is shifted by -3', answering((models) => (models + 18) % 21)],
    ['actions from 11 (BUY_NO_5) on become HOLD', answering((models) => (models < 11 ? models : hold))],
    ['the second-best action is answered', answering((_models, row, sent) => ranking(sent, row)[1]!)],
    ['the worst action is answered: argmin for argmax', answering((_models, row, sent) => ranking(sent, row).at(-1)!)],
    [
      'the best of HOLD, BUY_YES_5, BUY_YES_10, BUY_YES_20, BUY_YES_50, BUY_YES_100 and SELL_YES_5 is answered, whatever the other actions score',
      answering((_models, row, sent) => ranking(sent, row).find((one) => one < 7)!),
    ],
    ['the action is always SELL_NO_10', answering(() => action('SELL_NO_10'))],
    ['the action is always HOLD', answering(() => hold)],
    [
      'the best row of a request is taken for the best action: argmax along the wrong axis',
      answering((_models, row, { model: { scores, width }, requests }) => {
        const { first, rows } = requests[row]!;
        const score = (other: number) => scores[(first + other) * width + (row - first)]!;
        return Array.from({ length: rows }, (_, other) => other).reduce((best, other) =>
          score(other) > score(best) ? other : best,
        );
      }),
    ],
    [
      'every observation gets the answer to the one before it',
      answering((_models, row, { model: { actions } }) => actions[Math.max(row - 1, 0)]!),
    ],
    [
      'every row of a batch gets the answer of its last',
      answering((_models, row, { model: { actions }, requests }) => {
        const { first, rows } = requests[row]!;
        return actions[first + rows - 1]!;
      }),
    ],
  ])('is explained: %s', async (sentence, stack) => {
    const diagnosis = await diagnosed(stack, statesScores);
    expect(diagnosis?.sentence).toBe(sentence);
    expect(diagnosis!.explained / diagnosis!.of).toBeGreaterThan(0.99);
  });
});

const middles = contract.features.map(({ minimum, maximum }) => (minimum + maximum) / 2);

test.each([
  [true, 'every observation is answered like one whose features are all filled with the middle of their range'],
  [false, 'the action is always SELL_YES_50'],
])(
  'one observation whatever is sent is one action whatever is sent, unless scores are stated: %s',
  async (scores, sentence) => {
    expect(
      (
        await diagnosed(
          altering(() => Float32Array.from(middles)),
          scores,
        )
      )?.sentence,
    ).toBe(sentence);
  },
);

test.each<[says: string, stack: SimulatedStack]>([
  [
    'a threshold decides: SELL_NO_50 where poll_probability > 0.625, else BUY_NO_5',
    answering((_models, row, sent) =>
      valueIn(sent, row, 'poll_probability') > 0.625 ? action('SELL_NO_50') : action('BUY_NO_5'),
    ),
  ],
  [
    'a threshold decides: BUY_YES_100 where momentum_4 + momentum_16 > 0.3, SELL_NO_5 where it is at most -0.2, else HOLD',
    answering((_models, row, sent) => {
      const sum = valueIn(sent, row, 'momentum_4') + valueIn(sent, row, 'momentum_16');
      return sum > 0.3 ? action('BUY_YES_100') : sum <= -0.2 ? action('SELL_NO_5') : hold;
    }),
  ],
  [
    'where the best action is less probable than 0.5, the action is always SELL_YES_5; otherwise the model answers',
    answering((models, row, sent) => (probabilityOfBest(sent, row) < 0.5 ? action('SELL_YES_5') : models)),
  ],
  [
    'after about the first 700 answers, the second-best action is answered; otherwise the model answers',
    answering((models, row, sent) => (row < 700 ? models : ranking(sent, row)[1]!)),
  ],
  [
    'in about the first 300 answers, the action is always HOLD; otherwise the model answers',
    answering((models, row) => (row < 300 ? hold : models)),
  ],
  [
    'at every 7th answer, the action is always BUY_NO_100; otherwise the model answers',
    answering((models, row) => (row % 7 === 3 ? action('BUY_NO_100') : models)),
  ],
  [
    'after about the first 900 answers, something else than the model answers; otherwise the model does',
    answering((models, row) => (row < 900 ? models : noise(row) % labels.length)),
  ],
  [
    'in requests of several rows, the worst action is answered: argmin for argmax; otherwise the model answers',
    answering((models, row, sent) => (sent.requests[row]!.rows > 1 ? ranking(sent, row).at(-1)! : models)),
  ],
  [
    'where hour_of_day is above 20, the action is always HOLD; otherwise the model answers',
    answering((models, row, sent) => (valueIn(sent, row, 'hour_of_day') > 20 ? hold : models)),
  ],
])('a stack of which the model is a part is explained: %s', async (says, stack) => {
  const diagnosis = await diagnosed(stack, true);
  expect(approximately(diagnosis?.sentence)).toBe(approximately(says));
});

/** Thresholds and counts are seen through a sample: numbers are compared to one digit. */
function approximately(sentence: string | undefined): string | undefined {
  return sentence?.replace(/-?\d+(\.\d+)?(?= answers|,|;| and|$)/g, (number) => Number(number).toPrecision(1));
}

test('a stack that states used_trained_model: false now and then is explained by that', async () => {
  const used = (row: number) => noise(row) % 20 !== 0;
  const stack: SimulatedStack = ({ model: { actions } }) => ({
    actions: Array.from(actions, (models, row) => (used(row) ? models : (models + 5) % labels.length)),
    flags: Array.from(actions, (_, row) => used(row)),
  });
  expect((await diagnosed(stack, false))?.sentence).toBe(
    'where the reply states used_trained_model: false, the action is shifted by 5; otherwise the model answers',
  );
});

test('a cache that is keyed by a part of the observation is explained, with the key', async () => {
  const key = ['mid_price', 'hour_of_day'];
  const stack: SimulatedStack = (sent) => {
    const cache = new Map<string, number>();
    const sources = Array.from(sent.model.actions, (_, row) => {
      const [price, hour] = key.map((name) => valueIn(sent, row, name)) as [number, number];
      const symbol = `${Math.floor(price * 8)} ${Math.floor(hour / 3)}`;
      if (!cache.has(symbol)) cache.set(symbol, row);
      return cache.get(symbol)!;
    });
    const { width, scores, actions } = sent.model;
    const kept = sources.flatMap((source) => [...scores.subarray(source * width, (source + 1) * width)]);
    return { actions: sources.map((source) => actions[source]!), scores: Float32Array.from(kept) };
  };
  expect((await diagnosed(stack, true))?.sentence).toBe(
    'the answer to an earlier observation is given again: one is kept for all that are alike in features 19 (mid_price) and 52 (hour_of_day)',
  );
});

test('the right actions beside scores that are something else are explained', async () => {
  const stack: SimulatedStack = ({ model: { actions, scores, width } }) => ({
    actions,
    scores: scores.map((score, at) => {
      const row = scores.subarray(at - (at % width), at - (at % width) + width);
      return Math.exp(score) / row.reduce((sum, other) => sum + Math.exp(other), 0);
    }),
  });
  expect((await diagnosed(stack, true))?.sentence).toBe('the scores are probabilities: softmax was applied to them');
});

test('something close to the model, everywhere, is told from one that is the model elsewhere', async () => {
  const rounded = altering((row) => row.map((value, index) => value * (1 + (noise(index + 1) - 4_986) / 60_000)));
  expect((await diagnosed(rounded, true))?.sentence).toMatch(
    /^something close to the model answers, .*: off by \d.* % of the spread of its output$/,
  );
});

describe('no diagnosis is made', () => {
  test('of scores that are wrong here and there: what changes nothing does not explain them', async () => {
    const stack: SimulatedStack = ({ model: { actions, scores, width } }) => ({
      actions,
      scores: scores.map((score, at) => (noise(Math.floor(at / width)) % 40 === 0 ? score + noise(at) / 1e6 : score)),
    });
    expect(await diagnosed(stack, true)).toBeNull();
  });

  test.each([true, false])('of a healthy stack, with scores: %s', async (statesScores) => {
    expect(
      await diagnosed(
        answering((models) => models),
        statesScores,
      ),
    ).toBeNull();
  });

  test.each([true, false])('of answers by chance, with scores: %s', async (statesScores) => {
    expect(await diagnosed(random, statesScores)).toBeNull();
  });

  test('of answers by chance now and then', async () => {
    const stack = answering((models, row) => (noise(row) % 10 === 0 ? noise(row + 5_000) % labels.length : models));
    expect(await diagnosed(stack, true)).toBeNull();
  });
});

test('the search is bounded: answers by chance cost no more than the budget of oracle rows', async () => {
  let rows = 0;
  const run = await simulatedRun(random, model.evaluate, true);
  await diagnose({
    ...run,
    carryOut,
    evaluate: (block) => {
      rows += block.rows;
      return model.evaluate(block);
    },
  });
  expect(rows).toBeLessThanOrEqual(400_000);
});
