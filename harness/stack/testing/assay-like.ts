import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type ProcessEntry, readProcess, readProcesses } from '../process-table.ts';
import { endpointFile, server, type Workbench } from './workbench.ts';

/** A process that starts an endpoint as Assay does, and may be killed. */
export interface AssayLike {
  readonly pid: number;
  /** What everything that it started carries in its environment. */
  readonly mark: string;
  /** What it wrote: its port, the numbers of the endpoint's children, `ready`. */
  readonly lines: readonly string[];
  readonly port: () => number;
  readonly exitCode: Promise<number | null>;
  /** The processes that it started itself. */
  children(): ProcessEntry[];
  guard(): ProcessEntry | undefined;
  /** The endpoint's children, as soon as it told their numbers. */
  grandchildren(): ProcessEntry[];
}

/** An endpoint with children: one in its group, one that left it, and one that shed its environment. */
const endpoint = server(`
  const children = [{}, { detached: true }, { env: {} }].map((options) => spawn('sleep', ['1000'], { stdio: 'ignore', ...options }));
  console.log(['children', ...children.map(({ pid }) => pid)].join(' '));
  listen();
`);

const program = (folder: string, file: unknown) => `
  import { startEndpoint } from ${JSON.stringify(new URL('../start-endpoint.ts', import.meta.url).href)};
  import { freePort } from ${JSON.stringify(new URL('../ports.ts', import.meta.url).href)};
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => controller.abort(new Error(signal)));
  process.once('SIGUSR2', () => process.exit(7));
  const file = ${JSON.stringify(file)};
  file.start.port = await freePort();
  console.log(file.start.port);
  try {
    const endpoint = await startEndpoint({
      file, source: 'endpoint', folder: ${JSON.stringify(folder)}, values: {}, log: ({ text }) => console.log(text),
      startupBudgetMs: 30_000, clock: () => performance.now(), signal: controller.signal,
    });
    console.log('ready');
    await endpoint.exit;
    await endpoint.stop();
    process.exitCode = 130;
  } catch (error) {
    console.log(error.message);
    process.exitCode = 131;
  }
`;

/** @param grace - that the endpoint has to end */
export async function assayLike(bench: Workbench, grace = '200ms'): Promise<AssayLike> {
  const number = randomUUID();
  const command = ['node', await bench.write(`endpoint-${number}.mjs`, endpoint)];
  const file = endpointFile(command, { endpoint: { stop: { grace } } });
  const child = spawn(process.execPath, [await bench.write(`assay-${number}.mjs`, program(bench.folder, file))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = child.pid ?? 0;
  const lines: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => lines.push(...chunk.toString().trimEnd().split('\n')));
  const children = () => readProcesses().filter(({ parent }) => parent === pid);

  return {
    pid,
    mark: `ASSAY_OWNER=${pid}:${readProcess(pid)?.startTime}`,
    lines,
    port: () => Number(lines[0]),
    exitCode: once(child, 'exit').then(([code]) => code),
    children,
    guard: () => children().find((entry) => readFileSync(`/proc/${entry.pid}/cmdline`, 'utf8').includes('assay-guard')),
    grandchildren: () => {
      const told = lines.find((line) => line.startsWith('children ')) ?? 'children';
      const entries = told
        .split(' ')
        .slice(1)
        .map((number) => readProcess(Number(number)));
      return entries.filter((entry) => entry !== undefined);
    },
  };
}
