import { describe, expect, test } from 'vitest';
import { runningAt } from '../campaign/testing/running-at.ts';
import { reply, serving } from '../campaign/testing/small-server.ts';
import { stackSchema } from '../contract/stack-file.ts';
import type { LogLine } from '../history/exchange.ts';
import { replicaReload, stackReload } from './stack-hands.ts';

async function reloadedBy(
  reload: string[] | undefined,
  { reloader = stackReload, replicas = [] as readonly string[] } = {},
) {
  const { endpoint } = stackSchema.parse({
    stack: 'test',
    endpoint: {
      start: { url: 'http://127.0.0.1:1' },
      protocol: { mlflow: { form: 'inputs' } },
      routes: { reload: 'POST /reload' },
      artifact: { path: 'x', loaded: 'on-reload', reload, within: '5s' },
    },
  });
  const lines: LogLine[] = [];
  const running = {
    ...runningAt('http://127.0.0.1:1'),
    replicas: replicas.map((origin, index) => ({ name: `endpoint-${index + 1}`, origin })),
  };
  const carried = await reloader({
    inputs: { endpoint, stack: { folder: import.meta.dirname } },
    record: { log: (line) => lines.push(line), clock: () => performance.now() },
    endpoint: { running },
    signal: new AbortController().signal,
  })();
  return { carried, said: lines.map(({ text }) => text) };
}

/** Replicas that answer a reload with these statuses, and what each was asked. */
async function answering(...statuses: readonly number[]) {
  const asked: string[] = [];
  const replicas = await Promise.all(
    statuses.map((status, index) =>
      serving((request, response) => {
        request.resume();
        asked.push(`${index + 1}: ${request.method} ${request.url}`);
        reply(response, status);
      }),
    ),
  );
  return { replicas, asked };
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

describe('of several replicas', () => {
  test('each is told to reload by its own address', async () => {
    const { replicas, asked } = await answering(200, 202, 204);
    const { carried } = await reloadedBy(undefined, { reloader: replicaReload, replicas });
    expect(carried).toEqual({ kind: 'done' });
    expect(asked).toEqual(['1: POST /reload', '2: POST /reload', '3: POST /reload']);
  });

  test('one that does not reload is named', async () => {
    const { replicas } = await answering(200, 500);
    const { carried } = await reloadedBy(undefined, { reloader: replicaReload, replicas });
    expect(carried).toEqual({ kind: 'failed', problem: 'endpoint-2: POST /reload answered with status 500' });
  });

  test('a command that asks for an address is run for each', async () => {
    const { replicas } = await answering(200, 200);
    const { carried, said } = await reloadedBy(['echo', '${origin}'], { reloader: replicaReload, replicas });
    expect({ carried, said }).toEqual({ carried: { kind: 'done' }, said: replicas });
  });

  test('a command that asks for none tells all of them, once', async () => {
    const { replicas, asked } = await answering(200, 200);
    const { carried, said } = await reloadedBy(['echo', 'told'], { reloader: replicaReload, replicas });
    expect({ carried, said, asked }).toEqual({ carried: { kind: 'done' }, said: ['told'], asked: [] });
  });
});
