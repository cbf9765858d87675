import { expect, test } from 'vitest';
import type { Engine } from './engine.ts';
import { withItsDisk } from './engine-problem.ts';

/** An engine that answers this when it is asked about itself. */
const engine = (info: () => Promise<unknown>) => ({ container: { dockerode: { info } } }) as unknown as Engine;
const somewhere = engine(async () => ({ DockerRootDir: '/srv/engine' }));
const trouble = (problem: string, lastLines: readonly string[] = []) => ({
  problem,
  remedy: 'look at its log',
  lastLines,
});

test.each([
  ['the engine says it', trouble('write /Dockerfile: no space left on device')],
  [
    'a step of the build wrote it',
    trouble('returned a non-zero code: 1', ["dd: error writing '/big': No space left on device"]),
  ],
])('a full disk is named by its place, and what makes room there, where %s', async (_, given) => {
  const told = await withItsDisk(somewhere, given);
  expect(told.problem).toBe(`the disk of the engine (/srv/engine) is full, see docker system df: ${given.problem}`);
  expect(told.remedy).toMatch(/^make room there; docker system prune/);
  expect(told.lastLines).toBe(given.lastLines);
});

test('an engine that says nothing of itself leaves the place open', async () => {
  const silent = engine(() => Promise.reject(new Error('no answer')));
  const told = await withItsDisk(silent, trouble('no space left on device'));
  expect(told.problem).toMatch(/\(its folder\) is full, .*: no space left on device$/);
});

test('any other trouble stays as it is', async () => {
  const given = trouble('manifest unknown', ['Step 1/3']);
  expect(await withItsDisk(somewhere, given)).toBe(given);
});
