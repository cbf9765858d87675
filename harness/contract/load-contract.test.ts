import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ContractError } from './contract-error.ts';
import { loadContract } from './load-contract.ts';
import { changed, contractText } from './testing/contract-text.ts';
import { fileWith, folderWith, mistakesOf } from './testing/files.ts';

type Change = readonly [from: string, to: string];
const mistakes = (...changes: Change[]) => mistakesOf(() => loadContract(fileWith(changed(contractText, ...changes))));

describe('a contract without a mistake', () => {
  test('is loaded with its text and the absolute paths of its companions', () => {
    const folder = folderWith({ 'file.yaml': contractText });
    const loaded = loadContract(join(folder, 'file.yaml'));
    expect(loaded).toMatchObject({
      file: join(folder, 'file.yaml'),
      text: contractText,
      artifactPath: join(folder, 'policy.onnx'),
      goldenPath: join(folder, 'golden.json'),
    });
    expect(loaded.contract.budgets).toEqual({ startup: 60_000, p50: 5, p95: 20, p99: 50, rate: 200 });
    expect(loaded.contract.policy.output.decode).toBe('argmax');
    expect(loaded.contract.actions.orders.BUY).toEqual({ side: 'yes' });
    expect(loaded.contract.reply.action).toEqual({ pointer: '/action', shape: undefined });
  });

  test('tells where everything stands, for mistakes that are found later', () => {
    const loaded = loadContract(fileWith(contractText));
    expect(loaded.at(['policy', 'artifact'])).toEqual({ line: 3, column: 13 });
    expect(loaded.at(['policy'])).toEqual({ line: 2, column: 1 });
    expect(loaded.at(['features', 1, 'maximum'])).toEqual({ line: 11, column: 39 });
    expect(loaded.at(['policy', 'nothing', 'of', 'the', 'kind'])).toEqual({ line: 2, column: 1 });
    expect(loaded.mistakeAt(['policy', 'artifact'], 'is no ONNX model')).toEqual({
      file: loaded.file,
      line: 3,
      column: 13,
      problem: 'is no ONNX model',
    });
  });
});

test('eight unrelated mistakes are eight errors, each at its place, in one go', () => {
  expect(
    mistakes(
      ['contract: three-actions', 'contract: Three Actions'],
      ['artifact: policy', 'artefact: policy'],
      ['[batch, 2]', '[batch, 3]'],
      ['minimum: 0, maximum: 256', 'minimum: none, maximum: 256'],
      ['labels: [HOLD', 'labels: [BUY'],
      ['SELL: {side', 'SEL: {side'],
      ['scores: /logits', 'scores: logits'],
      [', confidence: 0.99', ''],
    ),
  ).toEqual([
    '1:11 contract is "Three Actions"; expected a name in kebab-case',
    '3:3 unknown key "artefact" in policy; did you mean artifact',
    '5:37 the input takes 3 values, but 2 features are listed',
    '11:27 features[1].minimum is "none"; expected a number',
    '14:17 label BUY is listed twice',
    '15:30 no action has the label SEL; did you mean SELL',
    '18:11 reply.scores is "logits"; expected a JSON pointer such as /prediction/action',
    '19:12 assurance.confidence is missing; expected a number',
  ]);
});

test('the error is a usage error whose message has one line a mistake, in the order of the file', () => {
  const file = fileWith(changed(contractText, ['p50: 5ms', 'p50: 5'], ['contract: three-actions', 'contrakt: a']));
  let error: unknown;
  try {
    loadContract(file);
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(ContractError);
  expect(error).toMatchObject({ exitCode: 64, code: 'CONTRACT_MISTAKES' });
  expect(String(error)).toBe(
    [
      `ContractError: ${file}:1:1: unknown key "contrakt"; did you mean "contract"?`,
      `${file}:20:30: budgets.p50 is 5; expected a duration such as 5ms, 60s or 2min (for text, put it in quotes)`,
      '  remedy: correct the file at these 2 places',
    ].join('\n'),
  );
});

test.each<[title: string, changes: Change[], expected: string]>([
  [
    'a wrong word',
    [['[batch, 3]', '[batch, 3], decode: argmin']],
    '6:53 policy.output.decode is "argmin"; expected one of argmax, mean-argmax, value; did you mean argmax',
  ],
  [
    'a misspelt clause',
    [['policy:\n', 'asks: [FEAT, LAOD-1]\npolicy:\n']],
    '2:14 asks[1] is "LAOD-1"; expected one of ARTIFACT, LOAD, FEAT, VARY, ACT, USED, CAUSE, SEEN, …; did you mean LOAD-1',
  ],
  [
    'an unknown key near nothing',
    [['[batch, 2]}', '[batch, 2], colour: red}']],
    '5:49 unknown key "colour" in policy.input; expected dtype',
  ],
  [
    'a missing key of the root',
    [['reply:\n  action: /action\n  scores: /logits\n', '']],
    '1:1 reply is missing; expected a map',
  ],
  [
    'a missing key of a block',
    [["  sha256: '", "  version: '"]],
    '2:1 policy.sha256 is missing; expected a SHA-256 digest: 64 hexadecimal digits',
  ],
  ['an empty value', [['artifact: policy.onnx', 'artifact:']], '3:3 policy.artifact is empty; expected text'],
  [
    'a digest that reads as a number',
    [[`'${'ab'.repeat(32)}'`, '1234e5']],
    '4:11 policy.sha256 is 123400000; expected a SHA-256 digest: 64 hexadecimal digits (for text, put it in quotes)',
  ],
  [
    'a bound',
    [['fallbackRateBelow: 0.001', 'fallbackRateBelow: 1']],
    '19:32 assurance.fallbackRateBelow is 1; expected a number below 1',
  ],
  [
    'no number',
    [['minimum: 0, maximum: 1}', 'minimum: .nan, maximum: 1}']],
    '10:28 features[0].minimum is NaN; expected a number',
  ],
  [
    'a number beyond float32',
    [['minimum: 0, maximum: 1}', 'minimum: 0, maximum: 1.0e+39}']],
    '10:40 features[0].maximum is 1e+39; expected a number of at most 3.4028234663852886e+38',
  ],
  [
    'a range that is empty in float32',
    [['minimum: 0, maximum: 1}', 'minimum: 1, maximum: 1.00000001}']],
    '10:40 the range of price is empty: 1 to 1.00000001; expected a number above 1, in float32',
  ],
  ['a feature named twice', [['name: size', 'name: price']], '11:12 feature 1 has the name of feature 0: price'],
  [
    'a fraction of an axis',
    [['[batch, 2]', '[batch, 2.5]']],
    '5:45 policy.input.shape[1] is 2.5; expected a whole number',
  ],
  ['a shape without batch', [['[batch, 2]', '[2]']], '5:38 policy.input.shape[0] is 2; expected batch'],
  [
    'scores that are not one an action',
    [['[batch, 3]', '[batch, 4]']],
    '6:33 the output has 4 scores a row, but there are 3 actions; expected [batch, 3]: one score an action',
  ],
  ['a label too many', [['[HOLD, BUY, SELL]', '[HOLD, BUY, SELL, WAIT]']], '14:11 3 actions, but 4 labels'],
  [
    'an unknown unreachable label',
    [['  orders:', '  unreachable: [HOLDS]\n  orders:']],
    '15:17 no action has the label HOLDS; did you mean HOLD',
  ],
  [
    'a reply that states nothing to compare',
    [['  action: /action\n  scores: /logits', '  usedTrainedModel: /used']],
    '16:1 the reply must state the action or the scores: without either there is nothing to compare',
  ],
  [
    'a place of no known form',
    [['action: /action', 'action: 5']],
    '17:11 reply.action is 5; expected a JSON pointer such as /prediction/action, or a map with pointer (for text, put it in quotes)',
  ],
  [
    'a misspelt key of a place',
    [['action: /action', 'action: {pionter: /a}']],
    '17:12 unknown key "pionter" in reply.action; did you mean pointer',
  ],
  [
    'a wrong axis of a place',
    [['scores: /logits', 'scores: {pointer: /l, shape: [batch, actoins]}']],
    '18:40 reply.scores.shape[1] is "actoins"; expected one of batch, actions, quantiles, batch*actions, actions*quantiles, batch*actions*quantiles; did you mean actions',
  ],
  ['latencies that shrink', [['p95: 20ms', 'p95: 2ms']], '20:40 p95 (2 ms) is below p50 (5 ms)'],
  [
    'a day that does not exist',
    [['policy:\n', 'waivers: [{clause: FEAT-2, reason: known, expires: 2027-02-30}]\npolicy:\n']],
    '2:52 waivers[0].expires is "2027-02-30"; expected a date such as 2027-01-31',
  ],
  ['an empty list', [['policy:\n', 'asks: []\npolicy:\n']], '2:7 asks is an empty list; expected at least 1 item'],
  [
    'a list in place of a map',
    [['reply:\n  action: /action\n  scores: /logits', 'reply: [/action]']],
    '16:8 reply is a list; expected a map',
  ],
  [
    'a key that every object has',
    [['orders: {BUY', 'orders: {constructor: {side: yes}, BUY']],
    '15:12 no action has the label constructor',
  ],
  [
    'a key of the prototype',
    [['policy:\n', '__proto__: {a: 1}\npolicy:\n']],
    '2:1 unknown key "__proto__"; expected one of asks, waivers, sizing',
  ],
])('%s is one mistake', (_, changes, expected) => {
  expect(mistakes(...changes)).toEqual([expected]);
});

test('a misspelt place of the reply is not also a reply that states nothing', () => {
  expect(mistakes(['  action: /action\n  scores: /logits', '  acton: /action'])).toEqual([
    '17:3 unknown key "acton" in reply; did you mean action',
  ]);
});

test('artifact and golden vectors that are not there are mistakes at their keys, beside all others', () => {
  const [artifact, golden, ...others] = mistakes(
    ['artifact: policy.onnx', 'artifact: polcy.onnx'],
    ['golden: golden.json', 'golden: .'],
    ['p99: 0.05s', 'p99: fast'],
  );
  expect(artifact).toMatch(/^3:13 policy\.artifact: .*\/polcy\.onnx does not exist; did you mean policy\.onnx$/);
  expect(golden).toMatch(/^7:11 policy\.golden: .* is a folder; expected a file$/);
  expect(others).toEqual(['20:51 budgets.p99 is "fast"; expected a duration such as 5ms, 60s or 2min']);
});

test('a duplicate key does not hide the other mistakes', () => {
  expect(mistakes(['reply:', 'contract: again\nreply:'], ['p50: 5ms', 'p50: soon'])).toEqual([
    '16:1 the key "contract" stands here a second time',
    '21:30 budgets.p50 is "soon"; expected a duration such as 5ms, 60s or 2min',
  ]);
});

test('what an alias stands for is checked, and found where the alias stands', () => {
  expect(mistakes(['p50: 5ms', 'p50: &fast 5'], ['p95: 20ms', 'p95: *fast'])).toEqual([
    '20:36 budgets.p50 is 5; expected a duration such as 5ms, 60s or 2min (for text, put it in quotes)',
    '20:44 budgets.p95 is 5; expected a duration such as 5ms, 60s or 2min (for text, put it in quotes)',
  ]);
});
