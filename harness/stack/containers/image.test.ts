import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { findEngine } from './engine.ts';
import { imageFor } from './image.ts';
import { scriptedEngine } from './testing/scripted-engine.ts';

const pulling = { status: 'Pulling from endpoint', id: '1' };

test('a pull ends with what the engine says, or when it is told to', async () => {
  let pull: (response: ServerResponse) => void = () => {};
  await scriptedEngine({
    'GET /images/registry.test/endpoint:1/json': { status: 404, body: { message: 'No such image: endpoint:1' } },
    'POST /images/create': (response) => pull(response),
  });
  const engine = await findEngine();
  const interruption = new AbortController();
  const pulled = () =>
    imageFor(
      { image: 'registry.test/endpoint:1' },
      { engine, source: 'endpoint', folder: tmpdir(), log: () => {}, clock: () => 0, signal: interruption.signal },
    );

  pull = (response) => response.end(`${JSON.stringify(pulling)}\n${JSON.stringify({ error: 'toomanyrequests' })}\n`);
  await expect(pulled()).rejects.toMatchObject({
    code: 'STACK_IMAGE_MISSING',
    problem: expect.stringMatching(/could not be pulled: toomanyrequests$/),
  });

  const cut = new Promise<void>((resolve) => {
    pull = (response) => {
      response.once('close', resolve);
      response.write(`${JSON.stringify(pulling)}\n`, () => setImmediate(() => interruption.abort(new Error('enough'))));
    };
  });
  await expect(pulled()).rejects.toThrow('enough');
  await cut;
});
