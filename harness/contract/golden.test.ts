import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GoldenError, parseGolden, readGolden } from './golden.ts';
import { placedInputs, tensorOf } from './tensor.ts';
import { changed, goldenText } from './testing/contract-text.ts';
import { folderWith } from './testing/files.ts';

const dtype = 'float32';
const logits = tensorOf({ dtype, name: 'logits', shape: ['batch', 3] });
const contract: Parameters<typeof parseGolden>[1] = {
  policy: { inputs: placedInputs([{ dtype, name: 'observation', shape: ['batch', 2] }]), outputs: [logits] },
  features: [],
};

function faults(text: string, shaped = contract): readonly string[] {
  try {
    parseGolden(text, shaped, 'golden.json');
  } catch (error) {
    if (error instanceof GoldenError) return error.faults;
    throw error;
  }
  return [];
}

test('golden vectors are read into float32, row after row', () => {
  const folder = folderWith({});
  expect(readGolden(join(folder, 'golden.json'), contract)).toEqual({
    framework: 'torch 2.15.0',
    artifact: undefined,
    inputs: { rows: 2, width: 2, values: Float32Array.of(0, 1, 0.5, 128) },
    outputs: { rows: 2, width: 3, values: Float32Array.of(1, 2, 3, 4, 5, 6) },
  });
});

test('rows of several axes are nested as the contract says, and flat in memory', () => {
  const inputs = placedInputs([{ dtype, name: 'observation', shape: ['batch', 2, 2] }]);
  const nested = { policy: { inputs, outputs: [logits] }, features: [] };
  const text = '{"inputs": {"observation": [[[1, 2], [3, 4]]]}, "outputs": {"logits": [[5, 6, 7]]}}';
  expect(parseGolden(text, nested, 'golden.json').inputs).toEqual({
    rows: 1,
    width: 4,
    values: Float32Array.of(1, 2, 3, 4),
  });
  expect(faults(changed(text, ['[3, 4]', '[3]']), nested)).toEqual([
    'inputs.observation, row 0[1] has 1 values; expected 2',
  ]);
});

describe('a fault names its row and column', () => {
  test.each<[title: string, from: string, to: string, expected: string]>([
    ['NaN, as Python writes it', '0.5', 'NaN', 'inputs.observation, row 1, column 0: "NaN" is no finite float32'],
    [
      'an infinity, as Python writes it',
      '128',
      '-Infinity',
      'inputs.observation, row 1, column 1: "-Infinity" is no finite float32',
    ],
    ['a number beyond float32', '[4,5,6]', '[4,1e39,6]', 'outputs.logits, row 1, column 1: 1e+39 is no finite float32'],
    [
      'a number beyond everything',
      '[4,5,6]',
      '[4,5,1e999]',
      'outputs.logits, row 1, column 2: null is no finite float32',
    ],
    ['a text', '[4,5,6]', '[4,"5",6]', 'outputs.logits, row 1, column 1: "5" is no finite float32'],
    ['null', '[4,5,6]', '[null,5,6]', 'outputs.logits, row 1, column 0: null is no finite float32'],
    ['a row that is too short', '[4,5,6]', '[4,5]', 'outputs.logits, row 1 has 2 values; expected 3'],
    ['a row that is too long', '[0.5,128]', '[0.5,128,1]', 'inputs.observation, row 1 has 3 values; expected 2'],
    ['a row that is none', '[0.5,128]', '0.5', 'inputs.observation, row 1 is 0.5; expected 2'],
    ['a row without its answer', ',[4,5,6]', '', '2 rows of inputs, but 1 rows of outputs'],
    ['no rows', '[[1,2,3],[4,5,6]]', '[]', 'outputs.logits holds no rows'],
    [
      'a misspelt tensor',
      '"observation"',
      '"observations"',
      'inputs.observations is no tensor of the contract; did you mean "observation"?',
    ],
    ['a missing side', '"outputs"', '"output"', 'unknown key "output"; did you mean "outputs"?'],
    ['a framework that is no text', '"torch 2.15.0"', '2.15', 'framework is 2.15; expected text'],
  ])('%s', (_, from, to, expected) => {
    expect(faults(changed(goldenText, [from, to]))[0]).toBe(expected);
  });
});

test('several faults are reported together, and no more than twenty of them', () => {
  expect(faults(changed(goldenText, ['0.5', 'NaN'], ['[4,5,6]', '[4,5]']))).toHaveLength(2);
  const rows = Array.from({ length: 100 }, () => '[null, null]').join();
  expect(faults(`{"inputs": {"observation": [${rows}]}, "outputs": {"logits": [[1, 2, 3]]}}`)).toHaveLength(20);
});

test('a tensor that could not be read is not compared with the others', () => {
  const inputs = placedInputs([
    { dtype, name: 'book', shape: ['batch', 2] },
    { dtype, name: 'venue', shape: ['batch', 1] },
    { dtype, name: 'halted', shape: ['batch', 1] },
  ]);
  const several = { policy: { inputs, outputs: [logits] }, features: [] };
  const text =
    '{"inputs": {"book": [[1, null]], "venue": [[1]], "halted": [[0], [1]]}, "outputs": {"logits": [[5, 6, 7]]}}';
  expect(faults(text, several)).toEqual([
    'inputs.book, row 0, column 1: null is no finite float32',
    'inputs.halted has 2 rows, but inputs.venue has 1',
  ]);
});

test.each([
  ['truncated', goldenText.slice(0, -10)],
  ['empty', ''],
  ['no JSON', 'framework: torch'],
])('a file that is %s is no JSON', (_, text) => {
  expect(faults(text)).toEqual([expect.stringMatching(/^is no JSON: /)]);
});

test.each(['null', '[]', '3'])('%s is no JSON object', (text) => {
  expect(faults(text)).toEqual(['is no JSON object']);
});

test('the word NaN within a text is left alone', () => {
  expect(faults(changed(goldenText, ['torch 2.15.0', 'NaN \\" Infinity']))).toEqual([]);
});

test('a file that is not there is a usage error that names it', () => {
  const path = join(folderWith({}), 'golden', 'golden.json');
  expect(() => readGolden(path, contract)).toThrow(`${path} does not exist`);
  expect(() => readGolden(path, contract)).toThrow(expect.objectContaining({ exitCode: 64, code: 'GOLDEN_UNUSABLE' }));
});

describe('an input that is no observation is a fault', () => {
  const inputs = placedInputs([
    { dtype: 'float32', name: 'book', shape: ['batch', 2] },
    { dtype: 'int32', name: 'venue', shape: ['batch', 2] },
    { dtype: 'float32', name: 'allowed', shape: ['batch', 2] },
  ]);
  const flag = (name: string) => ({ name, kind: 'flag', minimum: 0, maximum: 1 }) as const;
  const kinds: Parameters<typeof parseGolden>[1] = {
    policy: { inputs, outputs: [logits], mask: 'allowed' },
    features: [
      { name: 'price', kind: 'real', minimum: 0, maximum: 1 },
      flag('halted'),
      { name: 'venue', kind: 'categorical', codes: [1, 2, 4], minimum: 1, maximum: 4 },
      { name: 'queue', kind: 'integer', minimum: 0, maximum: 9 },
      flag('allowed.HOLD'),
      flag('allowed.BUY'),
    ],
  };
  const textOf = (book: readonly number[], venue: readonly number[], allowed: readonly number[]) =>
    JSON.stringify({ inputs: { book: [book], venue: [venue], allowed: [allowed] }, outputs: { logits: [[1, 2, 3]] } });

  test('but what lies outside of its range is none', () => {
    expect(faults(textOf([-7.5, 1], [4, 12], [0, 1]), kinds)).toEqual([]);
  });

  test.each<[what: string, text: string, expected: string]>([
    [
      'half a flag',
      textOf([0, 0.5], [1, 2], [1, 1]),
      'book, row 0, column 1 (halted): 0.5 is no flag; expected 0 or 1',
    ],
    [
      'a code that is none',
      textOf([0, 1], [3, 2], [1, 1]),
      'venue, row 0, column 0 (venue): 3 is none of the codes 1, 2, 4',
    ],
    [
      'a fraction of an integer',
      textOf([0, 1], [1, 2.5], [1, 1]),
      'venue, row 0, column 1 (queue): 2.5 is no whole number',
    ],
    [
      'what an int32 cannot hold',
      textOf([0, 1], [1, 2 ** 31], [1, 1]),
      'venue, row 0, column 1 (queue): 2147483648 is no int32, which is what the input takes',
    ],
    ['a mask that allows nothing', textOf([0, 1], [1, 2], [0, 0]), 'allowed, row 0: the mask allows no action'],
  ])('%s', (_, text, expected) => {
    expect(faults(text, kinds)).toEqual([`inputs.${expected}`]);
  });
});
