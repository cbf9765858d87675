import { expect, test } from 'vitest';
import { redactorOf } from '../../contract/redactor.ts';
import { findEngine } from './engine.ts';
import { startContainer } from './started-container.ts';
import { scriptedEngine } from './testing/scripted-engine.ts';

test('a container that has ended before its ports are known has ended before it was ready, with what it wrote', async () => {
  const asked = await scriptedEngine({
    'POST /containers/create': { status: 201, body: { Id: '1f' } },
    'POST /containers/1f/attach': (response) => response.end(onErrorStream('No module named ray\n')),
    'POST /containers/1f/start': { status: 204 },
    'GET /containers/1f/json': {
      status: 200,
      body: { State: { Pid: 0, OOMKilled: false }, NetworkSettings: { Ports: {} } },
    },
    'POST /containers/1f/wait': { status: 200, body: { StatusCode: 3 } },
    'DELETE /containers/1f': { status: 204 },
  });
  const starting = startContainer({
    run: { engine: await findEngine(), name: 'assay-run', labels: {}, network: '2e', gateway: '172.17.0.1' },
    source: 'endpoint',
    image: 'endpoint:1',
    command: undefined,
    env: {},
    aliases: ['endpoint'],
    mounts: {},
    port: { inside: 8080 },
    limits: {},
    redactor: redactorOf(new Map()),
    log: () => {},
    clock: () => 0,
    grace: 1_000,
  });
  await expect(starting).rejects.toMatchObject({
    code: 'STACK_EXITED',
    event: 'endpoint ended with exit code 3 before it was ready',
    lastLines: ['No module named ray'],
  });
  expect(asked.at(-1)).toBe('DELETE /containers/1f');
});

/** As an engine sends it. */
function onErrorStream(text: string): Buffer {
  const header = Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}
