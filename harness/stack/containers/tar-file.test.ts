import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { digestOf } from '../held-file.ts';
import { firstFile } from './tar-file.ts';

const content = 'the weights of a model, '.repeat(100);
const longName = `${'long'.repeat(40)}.bin`;

/** What `tar` packs of one name in a folder, in pieces of this many bytes. */
async function archive(name: string, piece: number): Promise<AsyncIterable<Uint8Array>> {
  const folder = await mkdtemp(join(tmpdir(), 'tar-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'model.bin'), content);
  writeFileSync(join(folder, longName), content);
  mkdirSync(join(folder, 'empty'));
  const packed = execFileSync('tar', ['--create', '--format=pax', '--file=-', '-C', folder, name]);
  return Readable.from(
    Array.from({ length: Math.ceil(packed.length / piece) }, (_, at) => packed.subarray(at * piece, (at + 1) * piece)),
  );
}

test.each([
  ['model.bin', 1],
  ['model.bin', 1_000],
  [longName, 700],
  [longName, 1 << 20],
])('%s is read to its end, in pieces of %i bytes', async (name, piece) => {
  const file = await firstFile(await archive(name, piece));
  expect(file?.size).toBe(content.length);
  expect(await digestOf(file!.content)).toBe(await digestOf(Readable.from([Buffer.from(content)])));
});

test('a folder is no file', async () => {
  expect(await firstFile(await archive('empty', 512))).toBeUndefined();
});

test('what is cut short, or no archive, is an error, and never a digest', async () => {
  const whole = Buffer.concat(await Readable.from(await archive('model.bin', 4_096)).toArray());
  const cut = await firstFile(Readable.from([whole.subarray(0, 3_000)]));
  expect(whole.length).toBeGreaterThan(3_000);
  await expect(digestOf(cut!.content)).rejects.toThrow('the archive ends before its time');
  await expect(firstFile(Readable.from([]))).rejects.toThrow('the archive ends before its time');
  await expect(firstFile(Readable.from([Buffer.alloc(1_024, 'x')]))).rejects.toThrow('states no size');
});
