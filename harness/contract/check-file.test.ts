import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkFile } from './check-file.ts';
import { describeMistake } from './mistake.ts';
import { changed, contractText, goldenText, stackText } from './testing/contract-text.ts';
import { fileWith, folderWith } from './testing/files.ts';

function mistakes(content: string): string[] {
  const checked = checkFile(fileWith(content));
  return checked.kind === 'sound' ? [] : checked.mistakes.map((mistake) => describeMistake({ ...mistake, file: 'F' }));
}

test('a contract without a mistake is summed up', () => {
  expect(checkFile(fileWith(contractText))).toEqual({
    kind: 'sound',
    is: 'contract',
    name: 'three-actions',
    summary: [
      'contract three-actions: 2 features, 3 actions, 2 golden vectors',
      'asks for 55 of 55 clauses',
      'policy policy.onnx, sha256 abababababab…',
    ],
  });
});

test('a contract that asks for groups says how many clauses these are', () => {
  const text = changed(contractText, ['policy:\n', 'asks: [FEAT, USED-1]\npolicy:\n']);
  expect(checkFile(fileWith(text))).toMatchObject({
    summary: [expect.anything(), 'asks for 6 of 55 clauses', expect.anything()],
  });
});

test('a stack file without a mistake is summed up', () => {
  expect(checkFile(fileWith(stackText))).toEqual({
    kind: 'sound',
    is: 'stack',
    name: 'small',
    summary: ['stack small: starts node server.js', 'shows a log line a decision'],
  });
});

test('what a file is can be told where its first key is misspelt, or is not the first', () => {
  expect(mistakes(changed(stackText, ['stack: small', 'stak: small']))).toEqual([
    'F:1:1: unknown key "stak"; did you mean "stack"?',
  ]);
  expect(
    mistakes(changed(contractText, ['contract: three-actions\n', ''], ['reply:', 'contract: Three\nreply:'])),
  ).toEqual(['F:15:11: contract is "Three"; expected a name in kebab-case']);
});

test('a file that is neither says so', () => {
  expect(mistakes('name: x\n')).toEqual([
    'F:1:1: neither a contract nor a stack file; expected the first key contract or stack',
  ]);
  expect(mistakes('')).toEqual(['F:1:1: the file is empty; expected the first key contract or stack']);
});

test('a syntax error is reported whatever the file was to be', () => {
  expect(mistakes('a: b: c\n')).toEqual(['F:1:4: not YAML: Nested mappings are not allowed in compact mappings']);
});

test('faults of the golden vectors are mistakes of the contract that names them', () => {
  const folder = folderWith({ 'file.yaml': contractText, 'golden.json': changed(goldenText, ['0.5', 'NaN']) });
  expect(checkFile(join(folder, 'file.yaml'))).toMatchObject({
    kind: 'mistaken',
    mistakes: [
      { line: 7, column: 11, problem: 'golden.json: inputs.observation, row 1, column 0: "NaN" is no finite float32' },
    ],
  });
});

test('a file that is not there is a mistake, not an exception', () => {
  expect(checkFile(join(folderWith({}), 'nothing.yaml'))).toMatchObject({ kind: 'mistaken', is: undefined });
});
