import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { VerdictDocument } from '../evidence/verdict-document.ts';
import { RecordedHistory } from '../history/recorded-history.ts';
import { linearModel } from '../oracle/testing/onnx-model.ts';
import { defaultContract } from './package-files.ts';
import { assay } from './testing/assay.ts';
import { artifactPath, Files, goldenPath, kalshiContract, stackWithHabit } from './testing/kalshi-files.ts';
import { expectToSay } from './testing/words.ts';

type Said = readonly (string | RegExp)[];

test.concurrent.each<[words: string, said: Said]>([
  ['--contract missing.yaml', ['missing.yaml', 'does not exist', 'remedy']],
  ['--contract .', ['is a folder']],
  ['--stack missing.yaml', ['missing.yaml', 'does not exist', 'remedy']],
  ['--seed abc', ["'abc' is invalid", 'a whole number from 0 to 4294967295']],
  ['--seed -1', ["'-1' is invalid"]],
  ['--seed 4294967296', ["'4294967296' is invalid"]],
  ['--observations 2.5', ["'2.5' is invalid"]],
  ['--only USED-22', ['no clause or group "USED-22"', 'did you mean USED-2?']],
  ['--only USED-22 --only FEAT', ['no clause or group "USED-22"']],
  ['--only TRACK', ['the contract asks for no clause of TRACK', 'TRACK-1']],
  ['--fault ray-pickel', ['no fault ray-pickel', 'did you mean ray-pickle?', 'stale-checkpoint']],
  ['--policy /nowhere', ['/nowhere does not exist', 'policy.onnx']],
  ['--out /', ['/ is not empty', 'evidence is never overwritten']],
  ['--out /proc/nothing/here', ['/proc/nothing/here cannot be made', 'remedy']],
  ['--rate 0', ['a number above 0']],
  ['--rate fast', ["'fast' is invalid"]],
  ['--max-requests 2.5', ["'2.5' is invalid"]],
  ['--sede 3', ["unknown option '--sede'", '--seed']],
])('verify %s is refused with a remedy', async (words, said) => {
  const run = await assay('verify', ...words.split(' '));
  expectToSay(run.stderr, said);
  expect(run.stdout).toBe('');
  expect(run.code).toBe(64);
});

test('an unknown command is refused', async () => {
  const run = await assay('verfy');
  expectToSay(run.stderr, ["unknown command 'verfy'", 'verify']);
  expect(run.code).toBe(64);
});

/** Where the contract names its artifact, as an error tells it. */
const atTheArtifact = new RegExp(`contract\\.yaml:${lineOf('  artifact: ')}:13: `);
const sha256 = '5db6d24a138ba7e0609a71bf6a4d24b43d377386e63bb3a41369b3ea52d58941';
const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const wide = {
  features: 54,
  weights: Array.from({ length: 21 }, (_, action) =>
    Array.from({ length: 54 }, (_, feature) => (action * feature) % 7),
  ),
};

// Line 11 of the contract names the artifact, from column 13.
test.concurrent.each<[what: string, artifact: Uint8Array | undefined, said: Said]>([
  ['is no ONNX', new TextEncoder().encode('a pickle, perhaps'), [atTheArtifact]],
  ['is cut', readFileSync(artifactPath).subarray(0, 30_000), [atTheArtifact, 'ends in the midst of a field']],
  ['is empty', new Uint8Array(), [atTheArtifact, 'empty']],
  ['is missing', undefined, [atTheArtifact, 'does not exist']],
  ['has an opset of the future', linearModel({ ...wide, opset: 99 }), [atTheArtifact, '99']],
  [
    'keeps data outside its folder',
    linearModel({ ...wide, externalLocation: '../weights.bin' }),
    [atTheArtifact, '../weights.bin'],
  ],
])('an artifact that %s is a mistake of the contract, with its place', async (_, artifact, said) => {
  using files = new Files();
  if (artifact) files.write('model.onnx', artifact);
  const contract = kalshiContract([artifactPath, 'model.onnx'], [sha256, digestOf(artifact ?? new Uint8Array())]);
  const run = await assay(
    ...['verify', '--contract', files.write('contract.yaml', contract), '--out', join(files.folder, 'evidence')],
  );
  expectToSay(run.stderr, [...said, 'remedy']);
  expect(run.stdout).toBe('');
  expect(run.code).toBe(64);
});

test('an artifact of another digest refutes ARTIFACT-1, with both digests, and nothing is sent', async () => {
  using files = new Files();
  const other = 'ab'.repeat(32);
  const run = await assay(
    ...['verify', '--contract', files.write('contract.yaml', kalshiContract([sha256, other])), '--json'],
    ...['--out', join(files.folder, 'evidence')],
  );
  expect(run.code).toBe(1);
  expectToSay(run.stderr, ['REFUTED ARTIFACT-1', other, sha256]);
  const document = JSON.parse(run.stdout) as VerdictDocument;
  expect(document.clauses.find(({ id }) => id === 'ARTIFACT-1')?.verdict).toBe('REFUTED');
  expect(document.clauses.filter(({ verdict }) => verdict === 'PROVEN')).toEqual([]);
  using history = new RecordedHistory(join(files.folder, 'evidence', 'history.sqlite'));
  expect([...history.exchanges()]).toEqual([]);
});

test('an artifact that leaves its shape open, and gives another, refutes ARTIFACT-2, and nothing is sent', async () => {
  using files = new Files();
  const artifact = linearModel({ ...wide, weights: wide.weights.slice(1), declaredActions: 'actions' });
  files.write('model.onnx', artifact);
  const contract = kalshiContract([artifactPath, 'model.onnx'], [sha256, digestOf(artifact)]);
  const run = await assay(
    ...['verify', '--contract', files.write('contract.yaml', contract), '--json'],
    ...['--out', join(files.folder, 'evidence')],
  );
  expect(run.code).toBe(1);
  const document = JSON.parse(run.stdout) as VerdictDocument;
  const refuted = document.clauses.filter(({ verdict }) => verdict === 'REFUTED');
  expect(refuted.map(({ id }) => id)).toEqual(['ARTIFACT-2']);
  expect(refuted[0]?.findings[0]?.seen).toMatch(
    /^for \d+ rows the output logits is float32 of shape \[\d+, 20\]; the contract says float32 of shape \[batch, 21\]$/,
  );
  using history = new RecordedHistory(join(files.folder, 'evidence', 'history.sqlite'));
  expect([...history.exchanges()]).toEqual([]);
});

test('golden vectors that cannot be read are a mistake', async () => {
  using files = new Files();
  files.write('golden.json', '{"inputs": {"observation": [[1, 2]]}, "outputs": ');
  const run = await assay(
    'verify',
    '--contract',
    files.write('contract.yaml', kalshiContract([goldenPath, 'golden.json'])),
  );
  expectToSay(run.stderr, ['golden.json', 'remedy']);
  expect(run.code).toBe(64);
});

test('YAML that is none is refused at the place where it breaks', async () => {
  using files = new Files();
  const run = await assay('verify', '--contract', files.write('contract.yaml', 'contract: [a\npolicy: {'));
  expectToSay(run.stderr, [/contract\.yaml:\d+:\d+: /, 'remedy']);
  expect(run.code).toBe(64);
});

test('an unknown key is refused with the one that was meant', async () => {
  using files = new Files();
  const run = await assay(
    'verify',
    '--contract',
    files.write('contract.yaml', kalshiContract(['tolerance:', 'tolerence:'])),
  );
  expectToSay(run.stderr, ['tolerence', 'tolerance']);
  expect(run.code).toBe(64);
});

const eightMistakes: readonly (readonly [string, string])[] = [
  ['contract: kalshi-limit-order', 'contract: Kalshi Limit Order'],
  ['decode: argmax', 'decode: argmin'],
  ['relative: 0.0001', 'relative: -1'],
  ['minimum: 0, maximum: 1, unit: dollars}', 'minimum: zero, maximum: 1, unit: dollars}'],
  ['discrete: 21', 'discrete: 22'],
  ['action: /action', 'action: action'],
  ['confidence: 0.99', 'confidence: 99'],
  ['p95: 250ms', 'p95: fast'],
];

test('eight mistakes are told at once, each with its place', async () => {
  using files = new Files();
  const run = await assay('verify', '--contract', files.write('contract.yaml', kalshiContract(...eightMistakes)));
  const places = new Set(run.stderr.match(/contract\.yaml:\d+:\d+/g));
  expect(places.size, run.stderr).toBeGreaterThanOrEqual(8);
  expect(run.code).toBe(64);

  const checked = await assay('check', join(files.folder, 'contract.yaml'));
  expect(new Set(checked.stderr.match(/contract\.yaml:\d+:\d+/g))).toEqual(places);
  expect(checked.code).toBe(64);
});

test('assay check says what a sound file is', async () => {
  const run = await assay('check', 'contracts/kalshi-limit-order.yaml', 'fixtures/stacks/embedded/stack.yaml');
  expectToSay(run.stdout, ['a sound contract', 'a sound stack']);
  expect(run.code).toBe(0);
});

test('a fixed port that is taken leaves everything unproven, and names who holds it', async () => {
  using files = new Files();
  const holder = createServer().listen(0, '127.0.0.1');
  try {
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    const run = await assay(
      ...['verify', '--stack', files.write('stack.yaml', stackWithHabit('none', { start: { port } }))],
      ...['--only', 'USED-2', '--out', join(files.folder, 'evidence')],
    );
    expectToSay(run.stdout, ['UNPROVEN', `port ${port}`, 'taken by', String(process.pid)]);
    expect(run.code).toBe(2);
  } finally {
    holder.close();
  }
});

test('a mistake is found before anything is written', async () => {
  using files = new Files();
  const out = join(files.folder, 'evidence');
  await assay('verify', '--fault', 'no-such-fault', '--out', out);
  expect(existsSync(out)).toBe(false);
});

function lineOf(beginning: string): number {
  const lines = readFileSync(defaultContract, 'utf8').split('\n');
  return 1 + lines.findIndex((line) => line.startsWith(beginning));
}
