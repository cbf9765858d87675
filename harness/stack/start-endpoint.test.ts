import { createServer } from 'node:http';
import { inspect } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { freePort, isFree } from './ports.ts';
import { commandOf, environmentOf, readProcess } from './process-table.ts';
import { StackError } from './stack-error.ts';
import { startEndpoint } from './start-endpoint.ts';
import { bodyOf, endpointFile, portOf, server, start, startOptions, until, workbench } from './testing/workbench.ts';

const bench = await workbench();
afterAll(() => bench[Symbol.asyncDispose]());

const failing = (code: string, problem: RegExp) =>
  expect.objectContaining({ code, exitCode: 2, problem: expect.stringMatching(problem) });

describe('an endpoint that starts', () => {
  test('is there when it is ready, and gone when it is stopped', async () => {
    const program = await bench.write('slow.mjs', server('await new Promise((r) => setTimeout(r, 200)); listen();'));
    const { endpoint } = await start(endpointFile(['node', program]), bench.folder);
    expect(endpoint.readyAfter).toBeGreaterThan(200);
    expect(endpoint).toMatchObject({ started: true, notes: [], headers: {} });
    expect(endpoint.failed()).toBeUndefined();
    expect(await bodyOf(endpoint)).toEqual({ asked: expect.any(Number) });

    await endpoint.stop();
    await endpoint.stop();
    expect(await endpoint.exit).toEqual({ code: null, signal: 'SIGTERM' });
    expect(endpoint.failed()).toBeUndefined();
    expect(await isFree(portOf(endpoint))).toBe(true);
  });

  test('is stopped when its scope is left', async () => {
    const program = await bench.write('scoped.mjs', server('listen();'));
    let port = 0;
    {
      await using endpoint = (await start(endpointFile(['node', program]), bench.folder)).endpoint;
      port = portOf(endpoint);
      expect(await isFree(port)).toBe(false);
    }
    expect(await isFree(port)).toBe(true);
  });

  test('may be killed, and another started in its place', async () => {
    const program = await bench.write('killed.mjs', server('listen();'));
    const file = endpointFile(['node', program]);
    const { endpoint } = await start(file, bench.folder);
    const port = portOf(endpoint);
    await endpoint.process?.kill();
    expect(await endpoint.exit).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await isFree(port)).toBe(true);
    const again = endpointFile(['node', program], { start: { port } });
    await using another = (await start(again, bench.folder)).endpoint;
    expect(portOf(another)).toBe(port);
  });

  test('answers nothing while it is frozen, goes on as it was, and hears frozen that it is to stop', async () => {
    const program = await bench.write('frozen.mjs', server('listen();'));
    const { endpoint } = await start(endpointFile(['node', program]), bench.folder);
    await endpoint.process?.freeze();
    await expect(fetch(endpoint.origin, { signal: AbortSignal.timeout(200) })).rejects.toThrow('timeout');
    await endpoint.process?.goOn();
    expect(await bodyOf(endpoint)).toEqual({ asked: expect.any(Number) });
    await endpoint.process?.freeze();
    await endpoint.stop();
    expect(await endpoint.exit).toEqual({ code: null, signal: 'SIGTERM' });
  });

  test('is not ready before its body says so', async () => {
    const stating = `answer = (asked) => ({ asked, model: { state: asked < 4 ? 'STARTING' : 'READY' } }); listen();`;
    const program = await bench.write('stating.mjs', server(stating));
    const ready = { pointer: '/model/state', equals: 'READY' };
    await using endpoint = (await start(endpointFile(['node', program], { endpoint: { ready } }), bench.folder))
      .endpoint;
    expect(await bodyOf(endpoint)).toMatchObject({ asked: 5 });
  });

  test('without a model answers, but is not ready', async () => {
    const program = await bench.write('cold.mjs', server('status = 503; listen();'));
    const file = endpointFile(['node', program]);
    await using cold = (await start(file, bench.folder, { until: 'answering' })).endpoint;
    expect(await isFree(portOf(cold))).toBe(false);
    const { options } = startOptions(file, bench.folder, { startupBudgetMs: 1_000 });
    await expect(startEndpoint(options)).rejects.toThrow(
      failing('STACK_NOT_READY', /last gave (status 503|no answer)/),
    );
  });

  test('listening on all interfaces is worth a note', async () => {
    const program = await bench.write('open.mjs', server("listen('0.0.0.0');"));
    await using endpoint = (await start(endpointFile(['node', program]), bench.folder)).endpoint;
    expect(endpoint.notes).toEqual([expect.stringMatching(/^endpoint listens on all interfaces/)]);
  });

  test('on several ports is reached at each of them, and holds none of them when it is stopped', async () => {
    const both =
      "const [port, further] = process.argv.slice(2); listen(); createServer(reply).listen(Number(further), '127.0.0.1');";
    const program = await bench.write('several.mjs', server(both));
    const file = endpointFile(['node', program, '${port}', '${port.metrics}'], {
      start: { ports: { metrics: 'free' } },
      endpoint: { routes: { predict: 'POST /predict', ready: { route: 'GET /ready', port: 'metrics' } } },
    });
    const { endpoint } = await start(file, bench.folder);
    const { port, further } = endpoint.process!.place;
    expect(endpoint.ports).toEqual({ metrics: `http://127.0.0.1:${further.metrics}` });
    expect(await Promise.all([port, further.metrics!].map(isFree))).toEqual([false, false]);
    await endpoint.stop();
    expect(await Promise.all([port, further.metrics!].map(isFree))).toEqual([true, true]);

    await using again = (await start(file, bench.folder, { place: endpoint.process!.place })).endpoint;
    expect(again.process!.place).toEqual({ port, further });
  });

  test('that ran already is reached with its headers, and left running', async () => {
    const served = createServer((request, response) =>
      response.writeHead(request.headers.authorization === 'Bearer abc' ? 200 : 401).end(),
    ).listen(0, '127.0.0.1');
    await until(() => served.listening, 'the server listens');
    const address = served.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const headers = { Authorization: { env: 'TOKEN' } };
    const file = endpointFile([], { endpoint: { start: { url: `http://127.0.0.1:${port}/base/`, headers } } });
    const { endpoint } = await start(file, bench.folder, { environment: { TOKEN: 'Bearer abc' } });
    expect(endpoint).toMatchObject({
      origin: `http://127.0.0.1:${port}/base`,
      headers: { authorization: 'Bearer abc' },
      started: false,
      pid: undefined,
    });
    await endpoint.stop();
    expect(served.listening).toBe(true);
    served.close();
  });
});

describe('an endpoint that does not start', () => {
  test('because it is never ready: the error says what was seen last, and nothing runs', async () => {
    const program = await bench.write('deaf.mjs', "console.log('loading', process.pid); setInterval(() => {}, 1000);");
    const { lines, options } = startOptions(endpointFile(['node', program]), bench.folder, { startupBudgetMs: 1_000 });
    await expect(startEndpoint(options)).rejects.toThrow(
      failing('STACK_NOT_READY', /within 1000 ms: GET http.*\/ready/),
    );
    const pid = Number(lines[0]?.text.split(' ')[1]);
    expect(readProcess(pid)).toBeUndefined();
  });

  test('because it died: the error comes at once, and shows what it wrote', async () => {
    const program = await bench.write('dying.mjs', "console.error('no module named torch'); process.exit(3);");
    const error = await start(endpointFile(['node', program]), bench.folder).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(StackError);
    expect(error).toMatchObject({
      code: 'STACK_EXITED',
      problem: 'endpoint ended with exit code 3 before it was ready; its last lines:\n    no module named torch',
      lastLines: ['no module named torch'],
    });
  });

  test('because there is no such program, no such folder, or no right to run it', async () => {
    const missing = endpointFile(['no-such-program']);
    await expect(start(missing, bench.folder)).rejects.toThrow(
      failing('STACK_COMMAND_NOT_FOUND', /there is no program no-such-program/),
    );
    const folder = endpointFile(['node'], { start: { cwd: 'no-such-folder' } });
    await expect(start(folder, bench.folder)).rejects.toThrow(failing('STACK_FOLDER_MISSING', /no-such-folder/));
    const notExecutable = endpointFile([bench.folder]);
    await expect(start(notExecutable, bench.folder)).rejects.toThrow(
      failing('STACK_COMMAND_NOT_FOUND', /may not be executed/),
    );
  });

  test('because a secret is not set: the error names the variable', async () => {
    const file = endpointFile(['node'], { start: { env: { KEY: { env: 'STACK_TEST_KEY' } } } });
    await expect(start(file, bench.folder, { environment: {} })).rejects.toThrow(
      failing('STACK_SECRET_MISSING', /STACK_TEST_KEY/),
    );
  });

  test('because a secret cannot stand in a header: the error does not show it', async () => {
    const url = { url: 'http://127.0.0.1:9', headers: { authorization: { env: 'TOKEN' } } };
    const file = endpointFile([], { endpoint: { start: url } });
    const error = await start(file, bench.folder, { environment: { TOKEN: 'Bearer hidden\n' } }).catch(inspect);
    expect(error).toMatch(/STACK_HEADER_INVALID/);
    expect(error).not.toMatch(/hidden/);
  });

  test('because its port is taken: nothing is started, and the error names who holds it', async () => {
    const port = await freePort();
    const taken = createServer((_, response) => response.end('{}')).listen(port, '127.0.0.1');
    await until(() => taken.listening, 'the port is taken');
    const program = await bench.write('writing.mjs', "console.log('started');");
    const { lines, options } = startOptions(endpointFile(['node', program], { start: { port } }), bench.folder);
    await expect(startEndpoint(options)).rejects.toThrow(
      failing('STACK_PORT_IN_USE', new RegExp(`${port}.*process ${process.pid} `)),
    );
    expect(lines).toEqual([]);
    taken.close();
  });

  test('because somebody else took the port in the meantime, and answers there', async () => {
    const program = await bench.write('late.mjs', 'console.log(process.env.PORT); setInterval(() => {}, 1000);');
    const { lines, options } = startOptions(endpointFile(['node', program]), bench.folder);
    const foreign = createServer((_, response) => response.end('{}'));
    const starting = startEndpoint({
      ...options,
      log: (line) => {
        lines.push(line);
        foreign.listen(Number(line.text), '127.0.0.1');
      },
    });
    await expect(starting).rejects.toThrow(failing('STACK_FOREIGN_LISTENER', new RegExp(`process ${process.pid} `)));
    expect(foreign.listening).toBe(true);
    foreign.close();
  });

  test('because the run is aborted: nothing runs, and the reason is thrown', async () => {
    const program = await bench.write('aborted.mjs', 'console.log(process.pid); setInterval(() => {}, 1000);');
    const controller = new AbortController();
    const { lines, options } = startOptions(endpointFile(['node', program]), bench.folder);
    const starting = startEndpoint({
      ...options,
      signal: controller.signal,
      log: (line) => {
        lines.push(line);
        controller.abort(new Error('interrupted'));
      },
    });
    await expect(starting).rejects.toThrow('interrupted');
    expect(readProcess(Number(lines[0]?.text))).toBeUndefined();
  });
});

describe('an endpoint that dies half-way', () => {
  test('says so', async () => {
    const steady = await bench.write('steady.mjs', server('listen();'));
    await using endpoint = (await start(endpointFile(['node', steady]), bench.folder)).endpoint;
    process.kill(endpoint.pid ?? 0, 'SIGSEGV');
    expect(await endpoint.exit).toMatchObject({ code: null, signal: 'SIGSEGV' });
    expect(endpoint.failed()).toMatchObject({
      code: 'STACK_EXITED',
      problem: 'endpoint was ended by SIGSEGV while it was in use',
    });
  });

  test('does not leave its workers on its port', async () => {
    const program = await bench.write(
      'worker.mjs',
      server(
        "if (process.argv[2] === 'work') listen(); else spawn(process.execPath, [process.argv[1], 'work'], { stdio: 'inherit' });",
      ),
    );
    const { endpoint } = await start(endpointFile(['node', program]), bench.folder);
    process.kill(endpoint.pid ?? 0, 'SIGKILL');
    await endpoint.exit;
    await endpoint.stop();
    expect(await isFree(portOf(endpoint))).toBe(true);
    expect(endpoint.failed()).toMatchObject({ code: 'STACK_EXITED' });
  });

  test('is stopped when the run is aborted', async () => {
    const program = await bench.write('running.mjs', server('listen();'));
    const controller = new AbortController();
    const { endpoint } = await start(endpointFile(['node', program]), bench.folder, { signal: controller.signal });
    controller.abort();
    expect(await endpoint.exit).toEqual({ code: null, signal: 'SIGTERM' });
    await endpoint.stop();
    expect(endpoint.failed()).toBeUndefined();
  });
});

describe('what an endpoint is given', () => {
  test('is what the stack file says, PATH, HOME, LANG and the two marks, and nothing else', async () => {
    const program = await bench.write(
      'environment.mjs',
      server('answer = () => ({ ...process.env, cwd: process.cwd() }); listen();'),
    );
    const file = endpointFile(['node', program], {
      start: { env: { PORT: '${port}', MODEL_DIR: '${model.dir}', 'odd.name': 'x', KEY: { env: 'SECRET_KEY' } } },
    });
    const environment = {
      SECRET_KEY: '${port}-is-no-placeholder',
      OTHER: 'not passed',
      PATH: '/usr/bin',
      HOME: '/nowhere',
    };
    await using endpoint = (await start(file, bench.folder, { environment, values: { 'model.dir': '/m' } })).endpoint;
    expect(await bodyOf(endpoint)).toEqual({
      PORT: String(portOf(endpoint)),
      MODEL_DIR: '/m',
      'odd.name': 'x',
      KEY: '${port}-is-no-placeholder',
      PATH: '/usr/bin',
      HOME: '/nowhere',
      LANG: 'C.UTF-8',
      ASSAY_RUN: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ASSAY_OWNER: expect.stringMatching(new RegExp(`^${process.pid}:\\d+$`)),
      cwd: bench.folder,
    });
  });

  test('never shows in logs or errors what a form of the stack file keeps secret', async () => {
    const program = await bench.write('knowing.mjs', "console.log('token opensesame'); process.exit(1);");
    const headers = { authorization: { env: 'FORM_TOKEN' } };
    const protocol = { json: { predict: { body: ['${features}'], headers } } };
    const file = endpointFile(['node', program], { endpoint: { protocol } });
    const { lines, options } = startOptions(file, bench.folder, { environment: { FORM_TOKEN: 'opensesame' } });
    const error = await startEndpoint(options).catch((caught: unknown) => caught);
    expect(lines.map((line) => line.text)).toEqual(['token [secret FORM_TOKEN]']);
    expect(String(error)).toContain('token [secret FORM_TOKEN]');
    expect(String(error)).not.toContain('opensesame');
  });

  test('never shows in logs or errors where it is secret', async () => {
    const program = await bench.write(
      'telling.mjs',
      "console.log('key', process.env.KEY); console.error(JSON.stringify(process.env)); process.exit(1);",
    );
    const file = endpointFile(['node', program], { start: { env: { KEY: { env: 'SECRET_KEY' } } } });
    const { lines, options } = startOptions(file, bench.folder, { environment: { SECRET_KEY: 'correct"horse' } });
    const error = await startEndpoint(options).catch((caught: unknown) => caught);
    expect(lines.map((line) => line.text)).toContain('key [secret SECRET_KEY]');
    expect(String(error)).toContain('key [secret SECRET_KEY]');
    expect(JSON.stringify(lines) + String(error)).not.toMatch(/correct|horse/);
  });
});

describe('what an endpoint writes', () => {
  test('is recorded line by line, with stream and time, also the last line without an end', async () => {
    const program = await bench.write(
      'writes.mjs',
      server(
        "console.log('first'); console.error('trouble'); process.on('SIGTERM', () => { process.stdout.write('good bye'); process.exit(0); }); listen();",
      ),
    );
    const { endpoint, lines } = await start(endpointFile(['node', program]), bench.folder);
    await endpoint.stop();
    expect(await endpoint.exit).toEqual({ code: 0, signal: null });
    const written = lines.map(({ source, stream, text }) => `${source} ${stream}: ${text}`);
    expect(written.toSorted()).toEqual([
      'endpoint stderr: trouble',
      'endpoint stdout: first',
      'endpoint stdout: good bye',
    ]);
    expect(lines.every(({ at }) => Number.isFinite(at))).toBe(true);
  });

  test('never blocks it: a flood, and a megabyte without a newline', async () => {
    const flood = `for (let i = 0; i < 50_000; i += 1) console.log('line ' + i);
      process.stderr.write('x'.repeat(1 << 20), () => console.error('')); listen();`;
    const program = await bench.write('flood.mjs', server(flood));
    const { endpoint, lines } = await start(endpointFile(['node', program]), bench.folder);
    await until(() => lines.length >= 50_001, 'all lines are there');
    await endpoint.stop();
    const out = lines.filter(({ stream }) => stream === 'stdout');
    expect(out.map(({ text }) => text)).toEqual(Array.from({ length: 50_000 }, (_, i) => `line ${i}`));
    const [long] = lines.filter(({ stream }) => stream === 'stderr');
    expect(long?.text).toMatch(/^x{16384} \[cut: the line has 1048576 bytes\]$/);
  });
});

describe('stopping', () => {
  test('kills what ignores SIGTERM, after the grace', async () => {
    const program = await bench.write(
      'stubborn.mjs',
      server("process.on('SIGTERM', () => console.log('ignored')); listen();"),
    );
    const file = endpointFile(['node', program], { endpoint: { stop: { grace: '300ms' } } });
    const { endpoint, lines } = await start(file, bench.folder);
    await endpoint.stop();
    expect(await endpoint.exit).toEqual({ code: null, signal: 'SIGKILL' });
    expect(lines.map(({ text }) => text)).toEqual(['ignored']);
    expect(await isFree(portOf(endpoint))).toBe(true);
  });

  test.for([
    ['a grandchild', "spawn('sleep', ['1000'], { stdio: 'inherit' })"],
    ['a grandchild in a session of its own', "spawn('sleep', ['1000'], { stdio: 'inherit', detached: true })"],
    ['a grandchild without its environment', "spawn('sleep', ['1000'], { stdio: 'inherit', env: {} })"],
    [
      'a descendant whose parent is gone',
      "spawn('sh', ['-c', 'setsid sleep 1000 & echo $!'], { stdio: 'inherit', detached: true })",
    ],
  ])('ends %s', async ([, spawning]) => {
    const before = `const child = ${spawning}; if (child.spawnargs.length === 2) console.log(child.pid); listen();`;
    const program = await bench.write('parent.mjs', server(before));
    const { endpoint, lines } = await start(endpointFile(['node', program]), bench.folder);
    await until(() => lines.length === 1, 'it tells the number of its child');
    const pid = Number(lines[0]?.text);
    expect(readProcess(pid)).toBeDefined();
    await endpoint.stop();
    expect(readProcess(pid)).toBeUndefined();
  });

  test('says who is left, where a daemon cut every tie and still holds the port', async () => {
    const daemon = `const server = listen();
      answer = (asked) => {
        const script = 'env -i setsid sleep 1000 > /dev/null 2>&1 & echo $!';
        if (asked > 1) spawn('sh', ['-c', script], { stdio: ['ignore', 'inherit', 'inherit', server._handle.fd] });
        return { asked };
      };`;
    const program = await bench.write('daemon.mjs', server(daemon));
    const { endpoint, lines } = await start(endpointFile(['node', program]), bench.folder);
    await bodyOf(endpoint);
    await until(() => lines.length === 1, 'it tells the number of the daemon');
    const pid = Number(lines[0]?.text);
    const marks = () => environmentOf(readProcess(pid)?.parent ?? 0).filter((entry) => entry.startsWith('ASSAY_'));
    await until(() => commandOf(pid) === 'sleep' && marks().length === 0, 'the daemon has left');
    await expect(endpoint.stop()).rejects.toThrow(
      failing('STACK_NOT_STOPPED', new RegExp(`process ${pid} \\(sleep\\) still holds its port ${portOf(endpoint)}`)),
    );
    process.kill(pid, 'SIGKILL');
  });
});
