import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StackFile, stackSchema } from '../../../contract/stack-file.ts';
import type { LogLine } from '../../../history/exchange.ts';
import type { RunningEndpoint } from '../../running-endpoint.ts';
import { startEndpoint } from '../../start-endpoint.ts';
import type { StartOptions } from '../../start-options.ts';
import { RunNetwork } from '../run-network.ts';

/** As the stacks of the fixtures begin: its layer is shared with them. */
const dockerfile = (more: string) => `ARG BASE_IMAGE=debian:12-slim
FROM \${BASE_IMAGE}
RUN apt-get update && apt-get install --yes --no-install-recommends python3 python3-venv && rm -rf /var/lib/apt/lists/*
${more}
`;

/** A server that answers every path with what `answer` makes of it, once it has said so. */
const server = `
import http.server, json, os, signal, sys, time
# The first process of a container ends by no signal that it does not handle.
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
print("first line", flush=True)
print("on the other stream", file=sys.stderr, flush=True)
PREPARE
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps(answer(self.path)).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words):
        pass
http.server.ThreadingHTTPServer(("0.0.0.0", 8080), Handler).serve_forever()
`;

export interface Small {
  /** Python, before it listens; it must define \`answer(path)\`. */
  readonly python?: string;
  /** Further lines of the Dockerfile. */
  readonly build?: string;
  /** Further keys of \`endpoint.start\`. */
  readonly start?: Readonly<Record<string, unknown>>;
  readonly endpoint?: Readonly<Record<string, unknown>>;
  readonly stack?: Readonly<Record<string, unknown>>;
}

const alive = 'def answer(path): return {"path": path}';

/** A folder with an image of its own, what starts it, and everything gone at its end. */
export class SmallStack implements AsyncDisposable {
  readonly folder: string;
  readonly network: RunNetwork;
  readonly lines: LogLine[] = [];

  private constructor(folder: string) {
    this.folder = folder;
    this.network = new RunNetwork(folder);
  }

  static async in(): Promise<SmallStack> {
    return new SmallStack(await mkdtemp(join(tmpdir(), 'containers-test-')));
  }

  /** Writes a folder to be built from; its server is run unless the command says otherwise. */
  image(name: string, { python = alive, build = '' }: Small = {}): string {
    const context = join(this.folder, name);
    mkdirSync(context, { recursive: true });
    writeFileSync(join(context, 'server.py'), server.replace('PREPARE', python));
    writeFileSync(
      join(context, 'Dockerfile'),
      dockerfile(`COPY server.py /server.py\n${build}\nCMD ["python3", "/server.py"]`),
    );
    return context;
  }

  file(small: Small = {}): StackFile {
    return stackSchema.parse({
      stack: 'small',
      endpoint: {
        start: { container: { build: this.image('endpoint', small) }, port: 8080, ...small.start },
        protocol: 'json',
        routes: { predict: 'POST /predict', ready: 'GET /ready' },
        stop: { grace: '1s' },
        ...small.endpoint,
      },
      ...small.stack,
    });
  }

  start(small: Small = {}, options: Partial<StartOptions> = {}): Promise<RunningEndpoint> {
    return startEndpoint({
      file: this.file(small).endpoint,
      source: 'endpoint',
      folder: this.folder,
      values: {},
      log: (line) => this.lines.push(line),
      startupBudgetMs: 30_000,
      clock: () => performance.now(),
      network: this.network,
      ...options,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.network[Symbol.asyncDispose]();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** What the engine has of one run, by its network: containers, networks and volumes. */
export async function leftOf({ network }: SmallStack): Promise<string[]> {
  const { name } = await network.open();
  return labelled(`assay.run=${name}`);
}

export function labelled(label: string): string[] {
  const filter = ['--filter', `label=${label}`, '--quiet'];
  const all = [
    ['ps', '--all', ...filter],
    ['network', 'ls', ...filter],
    ['volume', 'ls', ...filter],
  ];
  return all.flatMap((words) => execFileSync('docker', words, { encoding: 'utf8' }).split('\n').filter(Boolean));
}
