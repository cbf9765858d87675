import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { RunningEndpoint } from '../running-endpoint.ts';
import { leftOf, type Small, SmallStack } from './testing/small-stack.ts';
import { describeWithEngine } from './testing/with-engine.ts';

async function small(): Promise<SmallStack> {
  const stack = await SmallStack.in();
  onTestFinished(() => stack[Symbol.asyncDispose]());
  return stack;
}

async function answered({ origin }: Pick<RunningEndpoint, 'origin'>, path = '/ready'): Promise<unknown> {
  return (await fetch(origin + path, { signal: AbortSignal.timeout(5_000) })).json();
}

/** Starts what cannot be started, and sees that nothing of it is left. */
async function refused(given: Small, within = 10_000): Promise<{ code: string; message: string }> {
  const stack = await small();
  const error = await stack.start(given, { startupBudgetMs: within }).then(
    async (endpoint) => {
      await endpoint.stop();
      throw new Error('it started');
    },
    (reason: { code: string; message: string }) => reason,
  );
  // The network goes with the run.
  expect(await leftOf(stack)).toHaveLength(1);
  return error;
}

describeWithEngine('an endpoint in a container', () => {
  test('answers, at this machine alone, with what the stack file gives it', async () => {
    const stack = await small();
    writeFileSync(join(stack.folder, 'model.txt'), 'a model');
    const endpoint = await stack.start({
      python: 'def answer(path): return {"word": os.environ["WORD"], "model": open("/model/model.txt").read()}',
      start: { env: { WORD: '${port} ${host}' }, mounts: { '/model': stack.folder } },
    });
    expect(await answered(endpoint)).toEqual({ word: '8080 0.0.0.0', model: 'a model' });
    expect(endpoint.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const [id] = await leftOf(stack);
    const [state] = JSON.parse(execFileSync('docker', ['inspect', id!], { encoding: 'utf8' }));
    expect(state.NetworkSettings.Ports['8080/tcp']).toEqual([
      { HostIp: '127.0.0.1', HostPort: new URL(endpoint.origin).port },
    ]);
    expect(state.Mounts[0].RW).toBe(false);

    await endpoint.stop();
    expect(await leftOf(stack)).toHaveLength(1);
    const written = stack.lines.filter(({ source }) => source === 'endpoint');
    expect(written.map(({ stream, text }) => `${stream}: ${text}`).sort()).toEqual([
      'stderr: on the other stream',
      'stdout: first line',
    ]);
    expect(stack.lines.some(({ source }) => source === 'endpoint, as it is built')).toBe(true);
    await stack.network[Symbol.asyncDispose]();
    expect(await leftOf(stack)).toEqual([]);
  });

  test('is killed and started again at the same place; frozen, it does not answer', async () => {
    const stack = await small();
    const first = await stack.start();
    await first.process!.freeze();
    await expect(fetch(`${first.origin}/ready`, { signal: AbortSignal.timeout(500) })).rejects.toThrow();
    await first.process!.goOn();
    expect(await answered(first)).toEqual({ path: '/ready' });
    await first.process!.freeze();
    await first.process!.kill();
    expect(first.failed()).toBeUndefined();
    await expect(answered(first)).rejects.toThrow();
    await using second = await stack.start({}, { place: first.process!.place });
    expect(second.origin).toBe(first.origin);
    expect(await answered(second)).toEqual({ path: '/ready' });
  });

  test('is reached at its further ports, at this machine alone, and again at the same ones', async () => {
    const stack = await small();
    const python =
      'import threading\n' +
      'def answer(path): return {"path": path}\n' +
      'def further(): http.server.ThreadingHTTPServer(("0.0.0.0", int(os.environ["METRICS"])), Handler).serve_forever()\n' +
      'threading.Timer(0.1, further).start()';
    const own = {
      python,
      start: { ports: { metrics: 8082 }, env: { METRICS: '${port.metrics}' } },
      endpoint: { routes: { predict: 'POST /predict', ready: { route: 'GET /ready', port: 'metrics' } } },
    };
    const first = await stack.start(own);
    const { place } = first.process!;
    expect(first.ports).toEqual({ metrics: `http://127.0.0.1:${place.further.metrics}` });
    await first.process!.kill();
    await using second = await stack.start(own, { place });
    expect(second.process!.place).toEqual(place);
  });

  test('that ends while it is in use has failed, with its last lines', async () => {
    const stack = await small();
    const python =
      'def answer(path):\n    if path == "/end": print("the end", flush=True); os._exit(3)\n    return path';
    await using endpoint = await stack.start({ python });
    await answered(endpoint, '/end').catch(() => {});
    await endpoint.exit;
    expect(endpoint.failed()).toMatchObject({
      code: 'STACK_EXITED',
      event: 'endpoint ended with exit code 3 while it was in use',
      lastLines: expect.arrayContaining(['the end']),
    });
  });

  test('that takes more memory than it may has failed for it', async () => {
    const stack = await small();
    const python = 'def answer(path): return len("x" * (256 << 20)) if path == "/take" else path';
    await using endpoint = await stack.start({ python, start: { limits: { memory: '64m' } } });
    await answered(endpoint, '/take').catch(() => {});
    await endpoint.exit;
    // A busy engine may not have heard of it: what it knows is told.
    const [id] = await leftOf(stack);
    const isKnown = execFileSync('docker', ['inspect', '--format', '{{.State.OOMKilled}}', id!], { encoding: 'utf8' });
    expect(endpoint.failed()?.event).toMatch(
      isKnown.trim() === 'true'
        ? /^endpoint was ended for want of memory/
        : /^endpoint ended with exit code 137 \(killed by somebody, or for want of memory\)/,
    );
  });

  test('of which there are three, behind a front, is reached through it and each alone', async () => {
    const stack = await small();
    const front = stack.image('front', {
      python: `
import itertools, urllib.request
turn = itertools.count()
def answer(path):
    name = "http://endpoint-%d:8080" % (next(turn) % 3 + 1)
    return json.load(urllib.request.urlopen(name + path))
`,
    });
    await using endpoint = await stack.start({
      python:
        'open("/own", "w").write(os.environ["REPLICA"])\ndef answer(path): return {"replica": os.environ["REPLICA"]}',
      start: {
        env: { REPLICA: '${replica}' },
        replicas: 3,
        front: { container: { build: front }, port: 8080 },
      },
    });
    const seen = [];
    for (let call = 0; call < 6; call += 1) seen.push(await answered(endpoint));
    expect(new Set(seen.map((reply) => JSON.stringify(reply))).size).toBe(3);
    expect(endpoint.replicas.map(({ name }) => name)).toEqual(['endpoint-1', 'endpoint-2', 'endpoint-3']);
    expect(await Promise.all(endpoint.replicas.map((replica) => answered(replica)))).toEqual(
      ['1', '2', '3'].map((replica) => ({ replica })),
    );
    const { signal } = new AbortController();
    const files = await Promise.all(
      endpoint.holders.map(async ({ name, fileAt }) => [name, await fileAt('/own', signal)]),
    );
    expect(files).toEqual(
      ['1', '2', '3'].map((replica) => [
        `endpoint-${replica}`,
        { sha256: createHash('sha256').update(replica).digest('hex') },
      ]),
    );
  });
});

describeWithEngine('nothing is left of an endpoint', () => {
  test('that ends at once', async () => {
    const error = await refused({ python: 'raise ImportError("No module named ray")' });
    expect(error).toMatchObject({ code: 'STACK_EXITED' });
    expect(error.message).toMatch(/endpoint ended with exit code 1 before it was ready[\s\S]*No module named ray/);
  });

  test('that is never ready', async () => {
    const error = await refused({ endpoint: { ready: { pointer: '/path', equals: 'never' } } }, 2_000);
    expect(error).toMatchObject({ code: 'STACK_NOT_READY' });
    expect(error.message).toMatch(/last gave status 200 with "\/ready"[\s\S]*first line/);
  });

  test('that listens on another port than it says', async () => {
    const error = await refused({ start: { port: 9090 } }, 2_000);
    expect(error).toMatchObject({ code: 'STACK_NOT_READY' });
    expect(error.message).toMatch(/no answer/);
  });

  test('whose image cannot be built', async () => {
    const error = await refused({ build: 'RUN echo "so far" && exit 7' });
    expect(error).toMatchObject({ code: 'STACK_BUILD_FAILED' });
    expect(error.message).toMatch(/returned a non-zero code: 7[\s\S]*so far/);
  });

  test('whose image takes too long to be built', async () => {
    const stack = await small();
    const context = stack.image('slow', { build: `RUN sleep 60 && echo ${Date.now()}` });
    const error = await stack
      .start({ start: { container: { build: { context, within: '3s' } } } })
      .catch((reason: { code: string; message: string }) => reason);
    expect(error).toMatchObject({
      code: 'STACK_BUILD_FAILED',
      message: expect.stringMatching(/not done within 3000 ms/),
    });
  });

  test('whose image is nowhere', async () => {
    const error = await refused({ start: { container: { image: 'assay-nobody-has-it:1' } } });
    expect(error).toMatchObject({ code: 'STACK_IMAGE_MISSING' });
  });

  test('whose command is not in its image', async () => {
    const error = await refused({ start: { command: ['no-such-program'] } });
    expect(error).toMatchObject({ code: 'STACK_CONTAINER_FAILED', message: expect.stringMatching(/no-such-program/) });
  });

  test('whose start is interrupted', async () => {
    const stack = await small();
    const interruption = new AbortController();
    const starting = stack.start(
      { endpoint: { ready: { pointer: '/path', equals: 'never' } } },
      { signal: interruption.signal, log: () => setTimeout(() => interruption.abort(new Error('enough')), 500) },
    );
    await expect(starting).rejects.toThrow('enough');
    expect(await leftOf(stack)).toHaveLength(1);
  });
});
