import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type EndpointFile, stackSchema } from '../../contract/stack-file.ts';
import type { LogLine } from '../../history/exchange.ts';
import { environmentOf, readProcesses } from '../process-table.ts';
import type { RunningEndpoint } from '../running-endpoint.ts';
import { startEndpoint } from '../start-endpoint.ts';
import type { StartOptions } from '../start-options.ts';

/** A folder for the programs of one test file, and what starts them. */
export interface Workbench extends AsyncDisposable {
  readonly folder: string;
  write(name: string, text: string): Promise<string>;
}

export async function workbench(): Promise<Workbench> {
  const folder = await mkdtemp(join(tmpdir(), 'stack-test-'));
  return {
    folder,
    write: async (name, text) => {
      const path = join(folder, name);
      await writeFile(path, text, { mode: 0o755 });
      return path;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A server that says `answer(times asked)` on every path, once `then` has called `listen`. */
export function server(then: string): string {
  return `
    import { createServer } from 'node:http';
    import { spawn } from 'node:child_process';
    let asked = 0;
    let status = 200;
    let answer = (asked) => ({ asked });
    const reply = (_, response) => response.writeHead(status).end(JSON.stringify(answer(++asked)));
    const listen = (host = '127.0.0.1') => createServer(reply).listen(Number(process.env.PORT), host);
    ${then}
  `;
}

interface Changes {
  readonly start?: Record<string, unknown>;
  readonly endpoint?: Record<string, unknown>;
}

export function endpointFile(command: readonly string[], { start, endpoint }: Changes = {}): EndpointFile {
  return stackSchema.parse({
    stack: 'under-test',
    endpoint: {
      start: { process: command, env: { PORT: '${port}' }, ...start },
      protocol: 'json',
      routes: { predict: 'POST /predict', ready: 'GET /ready' },
      stop: { grace: '2s' },
      ...endpoint,
    },
  }).endpoint;
}

export interface Started {
  readonly lines: LogLine[];
  readonly options: StartOptions;
}

/** Options with a budget that no slow machine exceeds, and the lines that they record. */
export function startOptions(file: EndpointFile, folder: string, changes: Partial<StartOptions> = {}): Started {
  const lines: LogLine[] = [];
  return {
    lines,
    options: {
      file,
      source: 'endpoint',
      folder,
      values: {},
      log: (line) => void lines.push(line),
      startupBudgetMs: 30_000,
      clock: () => performance.now(),
      ...changes,
    },
  };
}

export async function start(file: EndpointFile, folder: string, changes?: Partial<StartOptions>) {
  const { lines, options } = startOptions(file, folder, changes);
  return { lines, endpoint: await startEndpoint(options) };
}

export function portOf({ origin }: RunningEndpoint): number {
  return Number(new URL(origin).port);
}

export async function bodyOf({ origin }: RunningEndpoint): Promise<unknown> {
  return (await fetch(`${origin}/ready`)).json();
}

/** Processes that carry this variable in their environment. */
export function marked(mark: string): number[] {
  return readProcesses()
    .map(({ pid }) => pid)
    .filter((pid) => environmentOf(pid).includes(mark));
}

/** Waits for a condition; the bound is for a machine that hangs. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await pause(10);
  }
}
