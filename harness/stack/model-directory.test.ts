import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { modelDirectory } from './model-directory.ts';
import { workbench } from './testing/workbench.ts';

const bench = await workbench();
afterAll(() => bench[Symbol.asyncDispose]());

describe('the folder of the model', () => {
  test('is empty at first, and holds one whole artifact after each placing', async () => {
    const model = await modelDirectory(join(bench.folder, 'one'), 'policy.onnx');
    expect(await readdir(model.path)).toEqual([]);
    for (const content of ['first', 'second']) {
      await model.place(await bench.write('source.onnx', content));
      expect(await readFile(model.artifact, 'utf8')).toBe(content);
    }
    expect(await readdir(model.path)).toEqual(['policy.onnx']);
    await model.remove();
    await model.remove();
    expect(await readdir(model.path)).toEqual([]);
  });

  test('replaces by rename: who has the old artifact open goes on reading it', async () => {
    const model = await modelDirectory(join(bench.folder, 'two'), 'policy.onnx');
    await model.place(await bench.write('old.onnx', 'old'));
    const before = await stat(model.artifact);
    await model.place(await bench.write('new.onnx', 'new'));
    expect((await stat(model.artifact)).ino).not.toBe(before.ino);
  });

  test('is as it was when a placing fails', async () => {
    const model = await modelDirectory(join(bench.folder, 'three'), 'policy.onnx');
    await writeFile(model.artifact, 'old');
    await expect(model.place(join(bench.folder, 'missing.onnx'))).rejects.toThrow('ENOENT');
    const folder = join(bench.folder, 'a-folder');
    await mkdir(folder);
    await expect(model.place(folder)).rejects.toThrow();
    expect(await readdir(model.path)).toEqual(['policy.onnx']);
    expect(await readFile(model.artifact, 'utf8')).toBe('old');
  });
});
