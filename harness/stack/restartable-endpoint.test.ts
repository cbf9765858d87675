import { afterAll, expect, test } from 'vitest';
import type { EndpointFile } from '../contract/stack-file.ts';
import { isFree } from './ports.ts';
import { RestartableEndpoint } from './restartable-endpoint.ts';
import type { RunningEndpoint } from './running-endpoint.ts';
import { StackError } from './stack-error.ts';
import { bodyOf, endpointFile, portOf, server, start, until, workbench } from './testing/workbench.ts';

const bench = await workbench();
afterAll(() => bench[Symbol.asyncDispose]());

const command = ['node', await bench.write('restarted.mjs', server('listen();'))];
const dying = ['node', await bench.write('dying.mjs', 'process.exit(3);')];

/** An endpoint that may be started again, by another command if one is told. */
async function restartable(again = command): Promise<RestartableEndpoint> {
  const startAt = async (file: EndpointFile, until?: 'ready' | 'answering'): Promise<RunningEndpoint> =>
    (await start(file, bench.folder, until ? { until } : {})).endpoint;
  return new RestartableEndpoint(await startAt(endpointFile(command)), ({ port }, until) =>
    startAt(endpointFile(again, { start: { port } }), until),
  );
}

test('killed, it is gone, and nobody calls that a failure; started again, it is another at the same address', async () => {
  await using endpoint = await restartable();
  const { origin, pid } = endpoint.running;
  await endpoint.kill();
  expect(await isFree(portOf(endpoint.running))).toBe(true);
  expect(endpoint.failed()).toBeUndefined();
  await endpoint.startAgain();
  expect(endpoint.running.origin).toBe(origin);
  expect(endpoint.running.pid).not.toBe(pid);
  expect(await bodyOf(endpoint.running)).toEqual({ asked: expect.any(Number) });
});

test('one that ends by itself has failed, also after it was started again', async () => {
  await using endpoint = await restartable();
  await endpoint.kill();
  await endpoint.startAgain();
  process.kill(endpoint.running.pid ?? 0, 'SIGKILL');
  await until(() => endpoint.failed() !== undefined, 'it has failed');
  expect(endpoint.failed()?.message).toContain('SIGKILL while it was in use');
});

test('frozen, it answers nothing, and goes on as it was', async () => {
  await using endpoint = await restartable();
  await endpoint.control?.freeze();
  await expect(fetch(endpoint.running.origin, { signal: AbortSignal.timeout(200) })).rejects.toThrow('timeout');
  expect(endpoint.failed()).toBeUndefined();
  await endpoint.control?.goOn();
  expect(await bodyOf(endpoint.running)).toEqual({ asked: expect.any(Number) });
});

test('its scope stops the one that runs now', async () => {
  let port = 0;
  {
    await using endpoint = await restartable();
    await endpoint.kill();
    await endpoint.startAgain();
    port = portOf(endpoint.running);
    expect(await isFree(port)).toBe(false);
  }
  expect(await isFree(port)).toBe(true);
});

test('one that does not start again says why, and leaves nothing', async () => {
  await using endpoint = await restartable(dying);
  const port = portOf(endpoint.running);
  await endpoint.kill();
  await expect(endpoint.startAgain()).rejects.toMatchObject({ code: 'STACK_EXITED' });
  expect(await isFree(port)).toBe(true);
});

test("one that is somebody else's can be neither killed nor started", async () => {
  const theirs: RunningEndpoint = (await start(endpointFile(command), bench.folder)).endpoint;
  await using _ = theirs;
  const reached = new RestartableEndpoint({ ...theirs, process: undefined }, () => Promise.reject(new Error('never')));
  expect(reached.control).toBeUndefined();
  await reached.kill();
  expect(await bodyOf(theirs)).toEqual({ asked: expect.any(Number) });
  await expect(reached.startAgain()).rejects.toBeInstanceOf(StackError);
});
