import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { recordContainers } from './containers/trace.ts';
import { thisOwner } from './owner.ts';
import { isRunning, readProcess } from './process-table.ts';
import { runDirectory } from './run-directory.ts';
import { sweep } from './sweep.ts';
import { assayLike } from './testing/assay-like.ts';
import { marked, until, workbench } from './testing/workbench.ts';

const bench = await workbench();
afterAll(() => bench[Symbol.asyncDispose]());

describe('the sweep', () => {
  test('ends what a dead Assay left, and leaves alone the living and the unmarked', { timeout: 60_000 }, async () => {
    const dead = await assayLike(bench);
    const living = await assayLike(bench);
    const unmarked = spawn('sleep', ['1000'], { stdio: 'ignore' });
    await until(() => dead.lines.includes('ready') && living.lines.includes('ready'), 'both are ready');
    const left = marked(dead.mark);
    const kept = [...living.children(), ...living.grandchildren()];

    // The guard goes first: nothing is left that would end the endpoint.
    process.kill(dead.guard()?.pid ?? 0, 'SIGKILL');
    process.kill(dead.pid, 'SIGKILL');
    await dead.exitCode;
    expect(marked(dead.mark)).toEqual(left);
    expect(left.length).toBeGreaterThanOrEqual(3);

    const swept = await sweep();
    expect(swept.ended).toEqual(expect.arrayContaining(left));
    expect(swept.alive).toEqual([]);
    expect(marked(dead.mark)).toEqual([]);
    expect(kept).toHaveLength(5);
    expect(kept.filter((entry) => !isRunning(entry))).toEqual([]);
    expect(readProcess(unmarked.pid ?? 0)).toBeDefined();

    unmarked.kill('SIGKILL');
    for (const entry of dead.grandchildren()) process.kill(entry.pid, 'SIGKILL');
    process.kill(living.pid, 'SIGTERM');
    await living.exitCode;
  });

  test('removes the folders of the dead, and neither those of the living nor what only looks like one', async () => {
    await using own = await runDirectory();
    expect((await stat(own.path)).mode & 0o777).toBe(0o700);
    const { pid, startTime } = thisOwner();
    const beside = (name: string) => join(tmpdir(), name);
    const namespace = basename(own.path).split('-')[1];
    const ofTheDead = beside(`assay-${namespace}-${pid}-${Number(startTime) + 1}-abcdef`);
    const ofAnotherNamespace = beside(`assay-1-${pid}-${Number(startTime) + 1}-abcdef`);
    const link = beside(`assay-${namespace}-${pid}-${Number(startTime) + 2}-abcdef`);
    await mkdir(join(ofTheDead, 'model'), { recursive: true });
    await mkdir(ofAnotherNamespace);
    await symlink(bench.folder, link);

    const { removed } = await sweep();
    expect(removed).toContain(ofTheDead);
    expect([ofTheDead, ofAnotherNamespace, link, own.path, bench.folder].map(existsSync)).toEqual([
      false,
      true,
      true,
      true,
      true,
    ]);
    await rm(ofAnotherNamespace, { recursive: true });
    await rm(link);
  });

  test('keeps the folder that tells of containers until there is an engine to ask for them', async () => {
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    vi.stubEnv('TMPDIR', bench.folder);
    vi.stubEnv('DOCKER_HOST', 'unix:///nowhere/docker.sock');
    const own = await runDirectory();
    const { pid, startTime } = thisOwner();
    const ofTheDead = (letters: string) =>
      own.path.replace(`-${pid}-${startTime}-`, `-${pid}-${Number(startTime) + 1}-`).replace(/\w{6}$/, letters);
    const [withContainers, without] = [ofTheDead('abcdef'), ofTheDead('ghijkl')];
    await mkdir(withContainers);
    await recordContainers(withContainers);
    await mkdir(without);

    expect(await sweep()).toMatchObject({ removed: [without], containers: [] });
    expect(existsSync(withContainers)).toBe(true);
  });
});
