import { expect, onTestFinished, test } from 'vitest';
import { redactorOf } from '../../contract/redactor.ts';
import { stackSchema } from '../../contract/stack-file.ts';
import { type RunningServices, startServices } from './start-services.ts';
import { labelled, type Small, SmallStack } from './testing/small-stack.ts';
import { describeWithEngine } from './testing/with-engine.ts';

async function started(service: object, small: Small = {}, signal = new AbortController().signal) {
  const stack = await SmallStack.in();
  onTestFinished(() => stack[Symbol.asyncDispose]());
  const container = { build: stack.image('service', small) };
  const { services } = stackSchema.parse({
    stack: 'small',
    endpoint: { start: { url: 'http://127.0.0.1:1' }, protocol: 'json', routes: { predict: 'POST /', ready: 'GET /' } },
    services: [{ name: 'store', container, ...service }],
  });
  const running = await startServices(services, {
    network: stack.network,
    folder: stack.folder,
    values: { 'model.dir': stack.folder },
    log: (line) => stack.lines.push(line),
    clock: () => performance.now(),
    environment: () => undefined,
    redactor: redactorOf(new Map()),
    signal,
  }).catch((error: unknown) => error as { code: string; message: string; lastLines: string[] });
  return { stack, running };
}

async function ready(service: object, small?: Small): Promise<RunningServices> {
  const { running } = await started(service, small);
  if (!('all' in running)) throw running;
  onTestFinished(() => running[Symbol.asyncDispose]());
  return running;
}

async function refused(service: object, small?: Small, signal?: AbortSignal) {
  const { stack, running } = await started(service, small, signal);
  expect(running).not.toHaveProperty('all');
  const { name } = await stack.network.open();
  // The network goes with the run.
  expect(labelled(`assay.run=${name}`)).toHaveLength(1);
  return running;
}

describeWithEngine('a service is ready', () => {
  test('when its port opens, with what is mounted and filled in', async () => {
    const python =
      'time.sleep(0.5)\ndef answer(path): return [os.environ["PLACE"], sorted(os.listdir("/model"), reverse=True)]';
    const { all } = await ready(
      { port: 8080, env: { PLACE: '${model.dir}' }, mounts: { '/model': '${model.dir}' } },
      { python },
    );
    expect(all.map(({ name }) => name)).toEqual(['store']);
    expect(await (await fetch(all[0]!.origin!)).json()).toEqual([
      expect.stringContaining('test-'),
      ['service', 'containers'],
    ]);
  });

  test('when its route answers with 200, or a line of its log says so', async () => {
    const { all } = await ready({ port: 8080, ready: { route: 'GET /well' } });
    expect(await (await fetch(`${all[0]!.origin}/well`)).json()).toEqual({ path: '/well' });
    expect((await ready({ ready: { log: '^first' } })).all[0]!.origin).toBeUndefined();
  });
});

describeWithEngine('nothing is left of a service', () => {
  test.each<[string, object, RegExp]>([
    ['whose log never says it', { ready: { log: '^last' } }, /store was not ready within 800 ms: no line .* \^last/],
    ['whose port never opens', { port: 9_999 }, /within 800 ms: nobody takes connections at port 9999 in it/],
    ['whose route does not answer', { port: 9_999, ready: { route: 'GET /' } }, /within 800 ms: no answer \(/],
  ])('%s', async (_, service, message) => {
    const error = await refused({ ...service, within: '800ms' });
    expect(error).toMatchObject({ code: 'STACK_NOT_READY', message: expect.stringMatching(message) });
    expect(error).toMatchObject({ lastLines: expect.arrayContaining(['first line']) });
  });

  test('that ends at once, which is told with its last lines', async () => {
    const error = await refused({ port: 8080 }, { python: 'raise ImportError("No module named store")' });
    expect(error).toMatchObject({
      code: 'STACK_EXITED',
      message: expect.stringMatching(/^store ended with exit code 1 before it was ready/),
      lastLines: expect.arrayContaining(['ImportError: No module named store']),
    });
  });

  test('that is interrupted while it is waited for', async () => {
    const stop = AbortSignal.timeout(2_000);
    const error = await refused({ ready: { log: '^never' } }, {}, stop);
    expect(error).toBe(stop.reason);
  });
});
