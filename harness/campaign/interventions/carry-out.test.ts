import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { contract } from '../../checks/testing/small-contract.ts';
import type { InterventionFile } from '../../contract/stack-file.ts';
import { brokenArtifacts, brokenKinds } from '../../oracle/broken-artifacts.ts';
import { linearModel } from '../../oracle/testing/onnx-model.ts';
import { modelDirectory } from '../../stack/model-directory.ts';
import { workbench } from '../../stack/testing/workbench.ts';
import { carryOut, type Tools } from './carry-out.ts';
import { done } from './intervention.ts';

const bench = await workbench();
afterAll(() => bench[Symbol.asyncDispose]());

const own = { path: '/own/policy.onnx', bytes: linearModel() };
const marked = { path: '/marked/policy.onnx', bytes: linearModel({ bias: [0, 1, 0] }) };
const file: InterventionFile = {
  name: 'roll out',
  run: ['a'],
  undo: ['b'],
  env: {},
  predicts: 'marked',
  within: 1_000,
};
let folders = 0;

/** A folder with the own artifact in it, and what acts on it. */
async function tools(changes: Partial<Tools> = {}): Promise<Tools> {
  folders += 1;
  const model = await modelDirectory(join(bench.folder, `run-${folders}`), 'policy.onnx');
  await model.place(own.bytes);
  return {
    broken: brokenArtifacts(own.bytes, contract.policy),
    artifacts: { own, marked },
    model,
    reload: async () => done,
    command: async () => undefined,
    ...changes,
  };
}

const atOnce = async () => {};
const bytesIn = async ({ model }: Tools) => new Uint8Array(await readFile(model.artifact));

test('another artifact takes the place of the own, as another file', async () => {
  const with_ = await tools();
  const before = await stat(with_.model.artifact);
  expect(await carryOut({ kind: 'place', content: 'marked', how: 'by rename' }, with_, atOnce)).toEqual(done);
  expect(await bytesIn(with_)).toEqual(marked.bytes);
  expect((await stat(with_.model.artifact)).ino).not.toBe(before.ino);
  expect(await readdir(with_.model.path)).toEqual(['policy.onnx']);
});

test('one with an older time is older than the one before', async () => {
  const with_ = await tools();
  const before = await stat(with_.model.artifact);
  await carryOut({ kind: 'place', content: 'marked', how: 'with an older time' }, with_, atOnce);
  expect((await stat(with_.model.artifact)).mtimeMs).toBeLessThan(before.mtimeMs - 3_000_000);
  expect(await bytesIn(with_)).toEqual(marked.bytes);
});

test('one that is written over the same file is the same file', async () => {
  const with_ = await tools();
  const before = await stat(with_.model.artifact);
  await carryOut({ kind: 'place', content: 'marked', how: 'over the same file' }, with_, atOnce);
  expect((await stat(with_.model.artifact)).ino).toBe(before.ino);
  expect(await bytesIn(with_)).toEqual(marked.bytes);
});

test.each(brokenKinds)('%s is put in place, and the own one stays what it was', async (content) => {
  const with_ = await tools();
  const before = own.bytes.slice();
  await carryOut({ kind: 'place', content, how: 'by rename' }, with_, atOnce);
  expect(await bytesIn(with_)).toEqual(new Uint8Array(with_.broken.get(content)!));
  expect(own.bytes).toEqual(before);
});

test('written slowly, the file grows piece by piece until it is whole', async () => {
  const sizes: number[] = [];
  const with_ = await tools();
  const look = async () => void sizes.push((await stat(with_.model.artifact)).size);
  await carryOut({ kind: 'write slowly', content: 'marked' }, with_, look);
  expect(sizes).toEqual(sizes.toSorted((one, other) => one - other));
  expect(sizes).toHaveLength(8);
  expect(sizes[0]).toBeLessThan(marked.bytes.length / 4);
  expect(await bytesIn(with_)).toEqual(marked.bytes);
});

test('a reload that is refused is a problem, unless it may be', async () => {
  const failed = { kind: 'failed', problem: 'status 500' } as const;
  const with_ = await tools({ reload: async () => failed });
  expect(await carryOut({ kind: 'reload', refusable: false }, with_, atOnce)).toEqual(failed);
  expect(await carryOut({ kind: 'reload', refusable: true }, with_, atOnce)).toEqual(done);
  expect(await carryOut({ kind: 'reload', refusable: false }, await tools(), atOnce)).toEqual(done);
});

test('a command is run for its step, with the path of the artifact that it is to serve', async () => {
  const asked: unknown[] = [];
  const with_ = await tools({
    command: async (...words) => {
      asked.push(words);
      return 'it ended with exit code 1';
    },
  });
  const deed = { kind: 'command', file } as const;
  const failed = { kind: 'failed', problem: 'it ended with exit code 1' };
  expect(await carryOut({ ...deed, step: 'run', artifact: 'marked' }, with_, atOnce)).toEqual(failed);
  await carryOut({ ...deed, step: 'undo', artifact: 'own' }, with_, atOnce);
  expect(asked).toEqual([
    ['run', marked.path, file],
    ['undo', own.path, file],
  ]);
});
