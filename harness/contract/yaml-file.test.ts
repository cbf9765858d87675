import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadContract } from './load-contract.ts';
import { contractText } from './testing/contract-text.ts';
import { fileWith, folderWith, mistakesOf } from './testing/files.ts';

const mistakes = (content: string | Uint8Array) => mistakesOf(() => loadContract(fileWith(content)));
const mistakesIn = (path: string) => mistakesOf(() => loadContract(path));
const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(part as string)));

test.each<[title: string, content: string | Uint8Array, expected: string | RegExp]>([
  ['an empty file', '', '1:1 the file is empty; expected keys and values, such as contract: NAME'],
  ['a file of comments', '# nothing\n', /^\d:1 the file is empty/],
  ['a list', '- a\n', '1:1 the file is no map of keys and values; expected keys and values, such as contract: NAME'],
  [
    'a lone word',
    'contract\n',
    '1:1 the file is no map of keys and values; expected keys and values, such as contract: NAME',
  ],
  ['a tab in the indentation', 'a:\n\t- b\n', '2:1 a tab in the indentation; expected spaces'],
  ['a second document', 'a: 1\n---\nb: 2\n', '2:1 a second document begins here; expected one document a file'],
  ['a tag', 'a: !secret b\n', '1:4 the tag !secret means nothing here; expected a plain value'],
  ['a key that is no text', '? [a]\n: b\n', '1:3 this key is no text'],
  ['an alias to nothing', 'a: *b\n', '1:4 nothing is anchored as &b'],
  ['an alias within itself', 'a: &x\n  - *x\n', '2:5 *x stands within &x'],
  ['nesting without end', `a: ${'['.repeat(20_000)}`, /too deeply nested; expected at most 64 levels$/],
  ['deep nesting', `a: ${'['.repeat(100)}${']'.repeat(100)}`, /^1:\d+ too deeply nested; expected at most 64 levels$/],
  ['a control character', 'contract: a\nb: \0\n', '2:4 the control character U+0000'],
  [
    'bytes that are not UTF-8',
    bytes('contract: a\nname: "', [0xff], '"\n'),
    /^2:8 .* holds bytes that are not UTF-8; expected text in UTF-8$/,
  ],
  ['UTF-16', bytes([0xff, 0xfe], [0x61, 0]), /^1:1 .* holds bytes that are not UTF-8/],
])('%s is one mistake', (_, content, expected) => {
  const found = mistakes(content);
  expect(found[0]).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  expect(found.filter((mistake) => !mistake.includes('not YAML'))).toHaveLength(1);
});

test.each([
  ['an unclosed list', 'a: [1,\n  2\nb: 3\n', /^3:1 not YAML: /],
  ['an unclosed quote', 'a: "x\n', /^2:1 not YAML: /],
  ['two values on a line', 'a: b: c\n', /^1:4 not YAML: /],
  ['a reserved character', 'a: 1\nb: @c\n', /^2:4 not YAML: /],
])('%s is no YAML, and says where', (_, content, expected) => {
  expect(mistakes(content)[0]).toMatch(expected);
});

test('an alias bomb is refused', () => {
  const levels = [...'bcdefghij'].map(
    (name, level) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[level]}`)}]\n`,
  );
  expect(mistakes(`a: &a [x, x, x]\n${levels.join('')}`)).toEqual([
    expect.stringMatching(/^1:1 cannot be expanded: .*alias/),
  ]);
});

test('a file of more than a mebibyte is refused before it is read', () => {
  expect(mistakes(`# ${'x'.repeat(1024 * 1024)}\n`)).toEqual([
    expect.stringMatching(/^1:1 .* is 1048579 bytes long; expected at most 1048576 bytes$/),
  ]);
});

test('a file that does not exist names the nearest that does', () => {
  const folder = folderWith({ 'contract.yaml': contractText });
  expect(mistakesIn(join(folder, 'contrat.yaml'))).toEqual([
    `1:1 ${folder}/contrat.yaml does not exist; did you mean contract.yaml`,
  ]);
});

test('a folder is no contract', () => {
  const folder = folderWith({});
  expect(mistakesIn(folder)).toEqual([`1:1 ${folder} is a folder; expected a file`]);
});

test('a pipe is refused, and never waited for', () => {
  const pipe = join(folderWith({}), 'pipe');
  execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
  expect(mistakesIn(pipe)).toEqual([`1:1 ${pipe} is a pipe, a socket or a device; expected a file`]);
});

test('a file that cannot be opened says why', () => {
  const loop = join(folderWith({}), 'loop');
  symlinkSync(loop, loop);
  expect(mistakesIn(loop)).toEqual([expect.stringMatching(/^1:1 .* cannot be read: ELOOP/)]);
});

test('line endings of Windows and a byte order mark change no position', () => {
  const text = contractText.replaceAll('\n', '\r\n').replace('three-actions', 'Three');
  expect(mistakes(`\uFEFF${text}`)).toEqual(['1:11 contract is "Three"; expected a name in kebab-case']);
});
