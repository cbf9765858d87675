import { expect, test } from 'vitest';
import { runningAt } from '../campaign/testing/running-at.ts';
import { stackSchema } from '../contract/stack-file.ts';
import type { LogLine } from '../history/exchange.ts';
import { stackReload } from './stack-hands.ts';

async function reloadedBy(reload: string[]) {
  const { endpoint } = stackSchema.parse({
    stack: 'test',
    endpoint: {
      start: { url: 'http://127.0.0.1:1' },
      protocol: { mlflow: { form: 'inputs' } },
      artifact: { path: 'x', loaded: 'on-reload', reload, within: '5s' },
    },
  });
  const lines: LogLine[] = [];
  const carried = await stackReload({
    inputs: { endpoint, stack: { folder: import.meta.dirname } },
    record: { log: (line) => lines.push(line), clock: () => performance.now() },
    endpoint: { running: runningAt('http://127.0.0.1:1') },
    signal: new AbortController().signal,
  })();
  return { carried, said: lines.map(({ text }) => text) };
}

test('a reload by command is told where the endpoint is, and in which folder the stack file stands', async () => {
  const { carried, said } = await reloadedBy(['sh', '-c', 'echo "$0 $1 $PWD"', '${origin}', '${stack.dir}']);
  expect(carried).toEqual({ kind: 'done' });
  expect(said).toEqual([`http://127.0.0.1:1 ${import.meta.dirname} ${import.meta.dirname}`]);
});

test('a command that fails has not reloaded', async () => {
  const { carried } = await reloadedBy(['sh', '-c', 'exit 3']);
  expect(carried).toEqual({ kind: 'failed', problem: expect.stringContaining('exit code 3') });
});
