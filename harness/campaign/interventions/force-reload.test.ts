import { expect, test } from 'vitest';
import { runningAt } from '../testing/running-at.ts';
import { serving } from '../testing/small-server.ts';
import { forceReload } from './force-reload.ts';

const file: Parameters<typeof forceReload>[0] = {
  routes: {
    predict: { method: 'POST', path: '/predict' },
    ready: { method: 'GET', path: '/ready' },
    reload: { method: 'POST', path: '/reload' },
  },
  protocol: { json: { predict: { body: { features: '${features}' }, headers: {}, reply: {} } } },
  artifact: undefined,
  busy: [429],
  deadline: 30_000,
};

/** An endpoint that answers with these statuses, one after the other. */
async function answering(statuses: readonly number[]) {
  const asked: string[] = [];
  const origin = await serving((request, response) => {
    response.writeHead(statuses[asked.length] ?? 500).end();
    asked.push(`${request.method} ${request.url}`);
  });
  return { running: runningAt(origin), asked };
}

const never = new AbortController().signal;

test.for([
  [200, { kind: 'done' }],
  [204, { kind: 'done' }],
  [202, { kind: 'accepted' }],
  [303, { kind: 'failed', problem: 'POST /reload answered with status 303' }],
  [500, { kind: 'failed', problem: 'POST /reload answered with status 500' }],
] as const)('a reply of status %i is taken for what it says', async ([status, carried]) => {
  const { running } = await answering([status]);
  expect(await forceReload(file, running, never)).toEqual(carried);
});

test('an endpoint that is busy is told again', async () => {
  const { running, asked } = await answering([429, 429, 200]);
  expect(await forceReload(file, running, never)).toEqual({ kind: 'done' });
  expect(asked).toEqual(['POST /reload', 'POST /reload', 'POST /reload']);
});

test('one that stays busy has not reloaded', async () => {
  const { running } = await answering(Array.from({ length: 100 }, () => 429));
  const problem = 'POST /reload answered with status 429';
  expect(await forceReload({ ...file, deadline: 500 }, running, never)).toEqual({ kind: 'failed', problem });
});

test('one that cannot be reached, or has no such route, says why', async () => {
  const nowhere = runningAt('http://127.0.0.1:1');
  const { problem } = (await forceReload(file, nowhere, never)) as { problem: string };
  expect(problem).toMatch(/^POST \/reload gave no answer: .*ECONNREFUSED/);
  const { predict, ready } = file.routes;
  expect(await forceReload({ ...file, routes: { predict, ready } }, nowhere, never)).toMatchObject({
    problem: expect.stringContaining('names no route for a reload'),
  });
});
