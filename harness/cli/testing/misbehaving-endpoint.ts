import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Writable } from 'node:stream';
import { setInterval as every, setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Fault } from '../../../fixtures/faults/fault.ts';
import { readDeclaration } from '../../../fixtures/stacks/embedded/declaration.ts';
import { Log } from '../../../fixtures/stacks/embedded/log.ts';
import { Metrics } from '../../../fixtures/stacks/embedded/metrics.ts';
import { ModelSlot } from '../../../fixtures/stacks/embedded/model-slot.ts';
import { healthyParts } from '../../../fixtures/stacks/embedded/parts.ts';
import { serve } from '../../../fixtures/stacks/embedded/serve.ts';
import { readSettings } from '../../../fixtures/stacks/embedded/settings.ts';

/** The embedded endpoint behind a door that misbehaves in one way, named by its first argument. */
const [, , habit = 'none'] = process.argv;

if (habit === 'exits at once') {
  console.error('cannot find libpolicy.so.3');
  process.exit(3);
}

const settings = readSettings(process.env);
const declaration = readDeclaration(settings.contract);
const metrics = new Metrics();
const log = new Log(new Writable({ write: (chunk, _encoding, done) => process.stdout.write(chunk, done) }));
let parts = healthyParts(declaration, metrics);
if (settings.fault) {
  const { fault }: { fault: Fault } = await import(pathToFileURL(settings.fault).href);
  parts = fault.plant(parts, { declaration, log, metrics });
}
const slot = new ModelSlot(() => parts.load(settings.modelPath));
const embedded = serve(parts, { declaration, slot, metrics, log });

const json = { 'content-type': 'application/json' };
const sameForAll = (body: string, headers: Record<string, string> = json, status = 200) => ({
  predict: (_: IncomingMessage, response: ServerResponse) => void response.writeHead(status, headers).end(body),
});
const asked = (number: number, every: number) => number % every === 0;

interface Door {
  /** Answers a prediction, or returns `embedded` to let the embedded endpoint do so. */
  predict?: (request: IncomingMessage, response: ServerResponse, number: number) => unknown;
  ready?: (response: ServerResponse) => void;
}

const letIn = Symbol('the embedded endpoint answers');

const doors: Record<string, Door> = {
  none: {},
  'is never ready': {
    ready: (response) => {
      console.log('still fetching weights from s3://models/kalshi');
      response.writeHead(503).end();
    },
  },
  'is ready too early': {
    predict: (_request, response) => {
      firstAsked ??= performance.now();
      // Not since its start: a busy machine may take that long to find out that it is ready.
      return performance.now() - firstAsked < 2_000 ? response.writeHead(503).end('{"error":"loading"}') : letIn;
    },
  },
  'dies at the 200th request': {
    predict: (_request, _response, number) => (number === 200 ? process.exit(9) : letIn),
  },
  'answers HTML': sameForAll('<html><body>Service catalogue</body></html>', { 'content-type': 'text/html' }),
  'answers nothing': sameForAll(''),
  'answers 10 MB': sameForAll(`{"action": 0, "logits": [${'0,'.repeat(5 << 20)}0]}`),
  'answers deep JSON': sameForAll(`${'['.repeat(100_000)}${']'.repeat(100_000)}`),
  'answers 1e999': sameForAll(`{"action": 0, "logits": [1e999, ${Array(20).fill(0)}], "used_trained_model": true}`),
  'answers a key twice': sameForAll('{"action": 0, "used_trained_model": false, "used_trained_model": true}'),
  redirects: sameForAll('', { location: 'https://elsewhere.example/predict' }, 302),
  'drips a byte a tenth of a second': {
    predict: async (_request, response) => {
      response.writeHead(200, json);
      for await (const _ of every(100)) {
        if (response.destroyed) return;
        response.write(' ');
      }
    },
  },
  'is busy now and then': {
    predict: (_request, response, number) =>
      asked(number, 7) ? response.writeHead(503, { 'retry-after': '1' }).end('at capacity') : letIn,
  },
  'is always busy': sameForAll('at capacity', {}, 503),
  'resets one connection in five': {
    predict: (request, _response, number) => (asked(number, 5) ? request.socket.resetAndDestroy() : letIn),
  },
  'tells its secrets': {
    predict: (request, response, number) => {
      const key = process.env.START_KEY ?? '';
      const token = request.headers.authorization ?? '';
      const base64 = (text: string) => Buffer.from(text).toString('base64');
      const telling = `env ${key} ${JSON.stringify(key)} ${base64(key)} header ${token} ${encodeURIComponent(token)} ${base64(token)}`;
      if (number % 4 === 0) return letIn;
      console.error(telling);
      if (number % 4 === 1) response.writeHead(422).end(telling);
      else if (number % 4 === 2) response.writeHead(500).end(telling);
      else response.writeHead(302, { location: `/login?token=${encodeURIComponent(token)}` }).end();
    },
  },
  'answers in no order': {
    predict: async (_request, _response, number) => {
      await wait((number * 7) % 5);
      return letIn;
    },
  },
  'takes its time': {
    predict: async (request) => {
      await wait(50 + (Number(request.headers['content-length']) % 5));
      return letIn;
    },
  },
};

const door = doors[habit];
if (!door) throw new Error(`there is no habit "${habit}"`);
let predictions = 0;
let firstAsked: number | undefined;

const server = createServer(async (request, response) => {
  const path = request.url?.split('?', 1)[0];
  if (path === '/ready' && door.ready) return door.ready(response);
  if (path === '/predict' && door.predict) {
    predictions += 1;
    if ((await door.predict(request, response, predictions)) !== letIn) return;
  }
  embedded.emit('request', request, response);
});
server.keepAliveTimeout = 65_000;
await slot.replace();
server.listen(settings.port, settings.host);
