import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { redactorOf } from '../contract/redactor.ts';
import type { LogLine } from '../history/exchange.ts';
import { runCommand } from './run-command.ts';
import { marked, until, workbench } from './testing/workbench.ts';

const bench = await workbench();
afterAll(() => bench[Symbol.asyncDispose]());

const long = 30_000; // milliseconds

/** Runs a command of a shell; nothing that carries its mark may be left. */
function shell(script: string, { within = long, signal = new AbortController().signal } = {}) {
  const lines: LogLine[] = [];
  const mark = `MARK=${randomUUID()}`;
  const ended = runCommand(
    {
      source: 'intervention: it',
      command: ['sh', '-c', script],
      env: { PATH: process.env.PATH ?? '', MARK: mark.slice('MARK='.length), KEY: 'open-sesame' },
      cwd: bench.folder,
      redactor: redactorOf(new Map([['KEY', 'open-sesame']])),
      log: (line) => void lines.push(line),
      clock: () => performance.now(),
      grace: 500,
    },
    within,
    signal,
  );
  return { ended, lines, left: () => marked(mark) };
}

test('a command that ends with code 0 is fine; its lines are logged, without secrets', async () => {
  const { ended, lines, left } = shell('echo "key $KEY"; pwd');
  expect(await ended).toBeUndefined();
  expect(lines.map(({ source, text }) => [source, text])).toEqual([
    ['intervention: it', 'key [secret KEY]'],
    ['intervention: it', bench.folder],
  ]);
  expect(left()).toEqual([]);
});

describe('what is wrong is told in words', () => {
  test.each([
    ['a code', 'exit 3', 'it ended with exit code 3'],
    ['a signal', 'kill -9 $$', 'it was ended by SIGKILL'],
  ])('%s', async (_, script, problem) => {
    expect(await shell(script).ended).toBe(problem);
  });

  test('a command that is not there', async () => {
    const options = { source: 'it', env: {}, cwd: bench.folder, redactor: redactorOf(new Map()), grace: 500 };
    const ended = runCommand(
      { ...options, command: ['no-such-program'], log: () => {}, clock: () => performance.now() },
      long,
      new AbortController().signal,
    );
    await expect(ended).rejects.toMatchObject({ code: 'STACK_COMMAND_NOT_FOUND' });
  });
});

test('a command that does not end is ended when its time is over, with what it started', async () => {
  const { ended, left } = shell('sleep 1000 & sleep 1000', { within: 300 });
  expect(await ended).toBe('it did not end within 300 ms');
  expect(left()).toEqual([]);
});

test('one that does not hear is killed', async () => {
  const { ended, left, lines } = shell("trap '' TERM; echo deaf; while :; do sleep 0.05; done", { within: 1_500 });
  expect(await ended).toBe('it did not end within 1500 ms');
  expect(lines.map(({ text }) => text)).toContain('deaf');
  expect(left()).toEqual([]);
});

test('an interruption ends it, and is what is told', async () => {
  const over = new AbortController();
  const { ended, lines, left } = shell('echo begun; sleep 1000', { signal: over.signal });
  ended.catch(() => {});
  await until(() => lines.length > 0, 'it has begun');
  over.abort(new Error('interrupted'));
  await expect(ended).rejects.toThrow('interrupted');
  expect(left()).toEqual([]);
});

test('what it leaves behind ends with it', async () => {
  const { ended, left } = shell('sleep 1000 & exit 0');
  expect(await ended).toBeUndefined();
  expect(left()).toEqual([]);
});
