import { describe, expect, test } from 'vitest';
import type { Contract } from './contract.ts';
import { loadContract } from './load-contract.ts';
import { changed, contractText } from './testing/contract-text.ts';
import { fileWith, mistakesOf } from './testing/files.ts';

type Change = readonly [from: string, to: string];

const actionsText = `actions:
  discrete: 3
  labels: [HOLD, BUY, SELL]
  orders: {BUY: {side: yes}, SELL: {side: no}}
`;
const replyText = 'reply:\n  action: /action\n  scores: /logits\n';

const boxText = changed(
  contractText,
  ['output: {name: logits, shape: [batch, 3]}', 'output: {name: action, shape: [batch, 1], decode: value}'],
  [
    actionsText,
    `actions:
  box: {low: [-1], high: [1]}
  labels: [position]
  discretised: {thresholds: [-0.25, 0.25], labels: [SHORT, FLAT, LONG]}
`,
  ],
  [replyText, 'reply:\n  action: /action\n  discrete: /discrete\n'],
);
const quantilesText = changed(
  contractText,
  ['shape: [batch, 3]}', 'shape: [batch, 3, 5], decode: mean-argmax}'],
  ['  discrete: 3\n', '  discrete: 3\n  quantiles: 5\n'],
  ['  scores: /logits', '  scores: /quantiles\n  cvar: [{level: 0.05, pointer: /cvar_5}]'],
);
const inputsText = changed(
  contractText,
  [
    'input: {name: observation, shape: [batch, 2]}',
    'inputs: [{name: book, shape: [batch, 2, 2]}, {name: venue, shape: [batch, 1], dtype: int64}, {name: allowed, shape: [batch, 3]}]\n  mask: allowed',
  ],
  [
    '- {name: size, minimum: 0, maximum: 256}',
    '- {name: size, minimum: 0, maximum: 256}\n  - {name: venue, input: venue, kind: categorical, codes: [7, 2, 4]}',
  ],
);

function loaded(text: string): Contract {
  return loadContract(fileWith(text)).contract;
}
const mistakesIn = (text: string, ...changes: Change[]) =>
  mistakesOf(() => loadContract(fileWith(changed(text, ...changes))));

describe('what a contract says in full', () => {
  test('one input takes the features as they are listed', () => {
    const { policy, features } = loaded(contractText);
    expect(policy.inputs).toMatchObject([{ name: 'observation', axes: [2], size: 2, first: 0, dtype: 'float32' }]);
    expect(policy.outputs).toMatchObject([{ name: 'logits', size: 3 }]);
    expect(features).toEqual([
      { name: 'price', kind: 'real', minimum: 0, maximum: 1 },
      { name: 'size', kind: 'real', minimum: 0, maximum: 256 },
    ]);
  });

  test('several inputs stand one after the other; a mask has a flag an action, steps repeat their features', () => {
    const { policy, features } = loaded(inputsText);
    expect(policy.inputs.map(({ name, first, size }) => [name, first, size])).toEqual([
      ['book', 0, 4],
      ['venue', 4, 1],
      ['allowed', 5, 3],
    ]);
    expect(features.map(({ name }) => name)).toEqual([
      'price[0]',
      'size[0]',
      'price[1]',
      'size[1]',
      'venue',
      'allowed.HOLD',
      'allowed.BUY',
      'allowed.SELL',
    ]);
    expect(features[4]).toEqual({ name: 'venue', kind: 'categorical', minimum: 2, maximum: 7, codes: [2, 4, 7] });
    expect(features[5]).toEqual({ name: 'allowed.HOLD', kind: 'flag', minimum: 0, maximum: 1 });
  });

  test('a box is cut into tenths, each of which must be reached', () => {
    const { actions } = loaded(boxText);
    expect(actions).toMatchObject({ kind: 'box', count: 10, bins: 10, names: ['position'] });
    expect(actions.targets).toHaveLength(10);
    expect([actions.targets[0], actions.targets[9]]).toEqual(['position -1 to -0.8', 'position 0.8 to 1']);
  });

  test('a box of three dimensions has a thousand cells, and thirty tenths to reach', () => {
    const { actions } = loaded(
      changed(
        boxText,
        ['shape: [batch, 1]', 'shape: [batch, 3]'],
        ['low: [-1], high: [1]', 'low: [-1, 0, 0], high: [1, 2, 3]'],
        ['  labels: [position]\n', ''],
        ['  discretised: {thresholds: [-0.25, 0.25], labels: [SHORT, FLAT, LONG]}\n', ''],
        ['  discrete: /discrete\n', ''],
      ),
    );
    expect([actions.count, actions.targets.length]).toEqual([1_000, 30]);
    expect(actions.targets[29]).toBe('action[2] 2.7 to 3');
  });

  test('quantiles are a part of discrete actions', () => {
    const { actions, policy } = loaded(quantilesText);
    expect(actions).toMatchObject({ kind: 'discrete', count: 3, quantiles: 5 });
    expect(policy.output).toMatchObject({ axes: [3, 5], size: 15, decode: 'mean-argmax' });
  });

  test('draws from a box ask the model for its means and deviations, too', () => {
    const drawn = changed(boxText, [
      '  golden: golden.json',
      '  sampling: {mean: mean, logDeviation: log_deviation, squash: tanh}\n  golden: golden.json',
    ]);
    expect(loaded(drawn).policy.outputs.map(({ name, size }) => [name, size])).toEqual([
      ['action', 1],
      ['mean', 1],
      ['log_deviation', 1],
    ]);
  });
});

test.each<[title: string, text: string, change: Change, expected: string]>([
  [
    'quantiles that do not divide the output',
    quantilesText,
    ['[batch, 3, 5]', '[batch, 16]'],
    '6:33 the output has 16 values a row, which 5 quantiles do not divide; expected [batch, 3, 5] or [batch, 15]',
  ],
  [
    'quantiles of other actions',
    quantilesText,
    ['[batch, 3, 5]', '[batch, 4, 5]'],
    '6:33 the output has 4 x 5 values a row: quantiles of 4 actions, not of 3; expected [batch, 3, 5] or [batch, 15]',
  ],
  [
    'scores that are said to be quantiles',
    contractText,
    ['[batch, 3]}', '[batch, 3], decode: mean-argmax}'],
    '6:53 the output gives one score an action, which are not decoded by mean-argmax; expected decode: argmax, or actions.quantiles: how many',
  ],
  [
    'a mask of the wrong width',
    inputsText,
    ['{name: allowed, shape: [batch, 3]}', '{name: allowed, shape: [batch, 4]}'],
    '5:119 the mask has 4 values, but there are 3 actions; expected [batch, 3]: one value an action',
  ],
  [
    'a mask that is no input',
    inputsText,
    ['mask: allowed', 'mask: alowed'],
    '6:9 no input has the name alowed; did you mean allowed',
  ],
  [
    'a feature of an input that is not there',
    inputsText,
    ['input: venue,', 'input: venues,'],
    '13:26 no input has the name venues; did you mean venue',
  ],
  [
    'a mask that is listed as features',
    inputsText,
    ['input: venue,', 'input: allowed,'],
    "13:26 allowed is the mask: its values are the actions', and are not listed as features",
  ],
  [
    'an input of several axes with other features than its last axis',
    inputsText,
    ['shape: [batch, 2, 2]', 'shape: [batch, 2, 3]'],
    '5:32 the input book takes 6 values, but 2 features are listed',
  ],
  [
    'both input and inputs',
    contractText,
    ['  golden', '  inputs: [{name: observation, shape: [batch, 2]}]\n  golden'],
    '7:11 input and inputs are both given; one of them says it',
  ],
  [
    'no input',
    contractText,
    ['  input: {name: observation, shape: [batch, 2]}\n', ''],
    '2:1 the policy has no input; expected input, or inputs where there are several',
  ],
  [
    'a categorical feature without codes',
    contractText,
    ['{name: size, minimum: 0, maximum: 256}', '{name: size, kind: categorical}'],
    '11:5 size is categorical, but lists no codes',
  ],
  [
    'a code that is listed twice',
    inputsText,
    ['codes: [7, 2, 4]', 'codes: [7, 2, 7]'],
    '13:66 code 7 of venue is listed twice',
  ],
  [
    'a flag with a range',
    contractText,
    ['{name: size, minimum: 0, maximum: 256}', '{name: size, kind: flag, minimum: 0, maximum: 1}'],
    '11:5 size is a flag: it is 0 or 1, and has no range',
  ],
  [
    'a real feature without a range',
    contractText,
    ['{name: size, minimum: 0, maximum: 256}', '{name: size, minimum: 0}'],
    '11:5 size has no maximum; expected minimum and maximum',
  ],
  [
    'a range that is inverted',
    contractText,
    ['minimum: 0, maximum: 256', 'minimum: 256, maximum: 0'],
    '11:41 the range of size is inverted: 256 to 0; expected a number above 256, in float32',
  ],
  [
    'a range that is infinite',
    contractText,
    ['minimum: 0, maximum: 256', 'minimum: 0, maximum: .inf'],
    '11:39 features[1].maximum is Infinity; expected a number',
  ],
  [
    'integers without two whole numbers',
    contractText,
    ['{name: size, minimum: 0, maximum: 256}', '{name: size, kind: integer, minimum: 0.5, maximum: 1.5}'],
    '11:56 no two whole numbers lie within the range of size: 0.5 to 1.5',
  ],
  [
    'an inverted box',
    boxText,
    ['low: [-1], high: [1]', 'low: [1], high: [-1]'],
    '13:26 the box is inverted in dimension 0: 1 to -1; expected a number above 1',
  ],
  [
    'a box of another size than the output',
    boxText,
    ['[batch, 1]', '[batch, 2]'],
    '6:33 the output has 2 values a row, but the box has 1 dimensions; expected [batch, 1]',
  ],
  [
    'discrete actions that are a box as well',
    boxText,
    ['  box:', '  discrete: 3\n  box:'],
    '12:1 actions are discrete or a box, not both; expected discrete: how many, or box: their bounds',
  ],
  [
    'thresholds that fall',
    boxText,
    ['[-0.25, 0.25]', '[0.25, -0.25]'],
    '15:36 thresholds must rise: -0.25 follows 0.25',
  ],
  [
    'a threshold above the box',
    boxText,
    ['[-0.25, 0.25]', '[-0.25, 1.5]'],
    '15:37 threshold 1.5 tells no actions apart: they lie within -1 to 1; expected at least -1, and below 1',
  ],
  [
    'a threshold below the box',
    boxText,
    ['[-0.25, 0.25]', '[-2, 0.25]'],
    '15:30 threshold -2 tells no actions apart: they lie within -1 to 1; expected at least -1, and below 1',
  ],
  [
    'a discrete form with other labels',
    boxText,
    ['[SHORT, FLAT, LONG]', '[SHORT, LONG]'],
    '15:52 2 thresholds tell 3 values apart, but there are 2 labels',
  ],
  [
    'scores of a continuous action',
    boxText,
    ['  discrete: /discrete', '  scores: /scores'],
    '18:11 a continuous action has no scores: reply.action states its values',
  ],
  [
    'a tail mean without quantiles',
    contractText,
    ['  scores: /logits', '  cvar: [{level: 0.05, pointer: /cvar_5}]'],
    '18:9 a tail mean comes from quantiles, and there are none; expected actions.quantiles: how many the output gives an action',
  ],
  [
    'an unreachable tenth of another box',
    boxText,
    ['  discretised:', '  unreachable: [position 0.8 to 2]\n  discretised:'],
    '15:17 no action has the label position 0.8 to 2; did you mean position 0.8 to 1',
  ],
  [
    'quantiles that come before the actions',
    quantilesText,
    ['[batch, 3, 5]', '[batch, 5, 3]'],
    '6:33 the output has 5 x 3 values a row, which are not the quantiles of one action after the other; expected [batch, 3, 5] or [batch, 15]',
  ],
  [
    'a real feature of an input of whole numbers',
    inputsText,
    ['kind: categorical, codes: [7, 2, 4]', 'minimum: 0, maximum: 4'],
    '13:5 venue is real, but the input venue takes int64; expected kind: integer, categorical or flag',
  ],
  [
    'a feature that is no flag, of an input of truth values',
    inputsText,
    ['dtype: int64', 'dtype: bool'],
    '13:39 venue is categorical, but the input venue takes bool; expected kind: flag',
  ],
  [
    'a code that is no value of its input',
    inputsText,
    ['codes: [7, 2, 4]', 'codes: [7, 2, 4.5]'],
    '13:66 code 4.5 of venue is no int64, which is what the input venue takes',
  ],
  [
    'a bound that is no value of its input',
    changed(inputsText, ['int64', 'int32']),
    ['kind: categorical, codes: [7, 2, 4]', 'kind: integer, minimum: 0, maximum: 4.0e+9'],
    '13:69 the maximum of venue is 4000000000: no int32, which is what the input venue takes',
  ],
  [
    'two codes that are one in float32',
    inputsText,
    ['codes: [7, 2, 4]', 'codes: [7, 16777216, 16777217]'],
    '13:73 code 16777217 of venue is listed twice: as 16777216 in float32',
  ],
  [
    'a feature that is called as a value of the mask',
    inputsText,
    ['{name: venue, input', '{name: allowed.BUY, input'],
    '13:12 feature 2 has the name of a value of the mask: allowed.BUY',
  ],
  [
    'a feature that is called as a step of another',
    inputsText,
    ['{name: venue, input', "{name: 'price[1]', input"],
    '13:12 feature 2 has the name of a step of feature 0: price[1]',
  ],
  [
    'a discrete form with one label twice',
    boxText,
    ['[SHORT, FLAT, LONG]', '[SHORT, FLAT, SHORT]'],
    '15:66 label SHORT is listed twice',
  ],
  [
    'a tail mean that is stated in two places',
    quantilesText,
    ['pointer: /cvar_5}]', 'pointer: /cvar_5}, {level: 0.05, pointer: /cvar_25}]'],
    '20:51 level 0.05 is listed twice',
  ],
  [
    'means that are the deviations as well',
    boxText,
    ['  golden', '  sampling: {mean: mean, logDeviation: mean, squash: tanh}\n  golden'],
    '7:40 the means and the deviations are both said to be the output mean',
  ],
  [
    'a draw of the other kind',
    boxText,
    ['  golden', '  sampling: softmax\n  golden'],
    '7:13 a draw from a box is Gaussian; expected mean, logDeviation and squash',
  ],
])('%s is one mistake, at its place', (_, text, change, expected) => {
  expect(mistakesIn(text, change)).toEqual([expected]);
});

describe('how orders are sized', () => {
  const sizingText = 'sizing: {level: 0.05, target: 2, floor: 1, veto: 0, smallest: 0.25, field: shares, step: 1}\n';
  const text = changed(
    quantilesText,
    ['{BUY: {side: yes}, SELL: {side: no}}', "{BUY: {shares: 100}, SELL: {shares: '${held}'}}"],
    ['assurance:', `${sizingText}assurance:`],
  );

  test('is read in full', () => {
    expect(loaded(text).sizing).toEqual({
      level: 0.05,
      target: 2,
      floor: 1,
      veto: 0,
      smallest: 0.25,
      field: 'shares',
      step: 1,
      missing: 'full',
    });
  });

  test.each<[title: string, change: Change, expected: RegExp]>([
    [
      'a level that no reply states',
      ['level: 0.05, target', 'level: 0.1, target'],
      /has no tail mean at the level 0\.1; expected one of 0\.05/,
    ],
    [
      'a floor above the target',
      ['floor: 1', 'floor: 3'],
      /floor \(3\) is not below target \(2\); expected a number below 2/,
    ],
    ['a veto at the floor', ['veto: 0', 'veto: 1'], /veto \(1\) is not below floor \(1\)/],
    [
      'a smallest share that is all of it',
      ['smallest: 0.25', 'smallest: 1'],
      /smallest is 1; expected a number below 1/,
    ],
    ['a bound that is no number', ['veto: 0', 'veto: none'], /sizing\.veto is "none"; expected a number/],
    [
      'a field that no order has',
      ['field: shares', 'field: share'],
      /no order has a field share; expected one of shares; did you mean shares$/,
    ],
    [
      'an order without the field',
      ['SELL: {shares:', 'SELL: {contracts:'],
      /the order of SELL has no shares, which is what is sized/,
    ],
    [
      'an order whose size is a word',
      ['shares: 100', 'shares: many'],
      /"many" cannot be sized; expected a number above 0/,
    ],
    [
      'a smallest size of less than a step',
      ['shares: 100', 'shares: 3'],
      /the smallest size, 0\.25 of 3, is less than one step of 1/,
    ],
    ['a misspelt key', ['target: 2', 'taget: 2'], /unknown key "taget".*did you mean target/],
  ])('%s is told with its place', (_, change, expected) => {
    const [told, ...more] = mistakesIn(text, change);
    expect(told).toMatch(expected);
    expect(told).toMatch(/^\d+:\d+ /);
    expect(more).toEqual([]);
  });

  test('needs orders, and a tail mean that a reply states', () => {
    const bare = changed(text, ["  orders: {BUY: {shares: 100}, SELL: {shares: '${held}'}}\n", '']);
    expect(mistakesIn(bare)).toEqual([
      expect.stringMatching(/there are no orders whose size it could be; expected actions\.orders/),
    ]);
    const silent = changed(text, ['\n  cvar: [{level: 0.05, pointer: /cvar_5}]', '']);
    expect(mistakesIn(silent)).toEqual([expect.stringMatching(/reply\.cvar has no tail mean at the level 0\.05/)]);
  });
});
