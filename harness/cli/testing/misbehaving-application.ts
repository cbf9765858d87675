/** An application that buys by what the endpoint says, and does one thing wrong: what `KIND` says. */
import { createServer, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { readAction } from '../../../fixtures/applications/parts/model-client.ts';

const { KIND, PORT, ENDPOINT_URL, EXCHANGE_URL, MODEL_KEY } = process.env;
const sides = ['yes', 'no'] as const;
const sizes = [5, 10, 20, 50, 100];
const coolDown = 500; // milliseconds
const flood = { lines: 2_000, calls: 100 };
const isLate = KIND === 'late-order' || KIND === 'late-order-without-id';
const losesId = KIND === 'id-lost' || KIND === 'late-order-without-id';
let decisions = 0;
let closesAt = 0;
let first: string | undefined;

createServer(async (request, response) => {
  const reply = (status: number, value: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  if (request.url === '/ready') {
    if (KIND === 'never-ready') reply(503, { ready: false });
    else reply(200, { ready: true });
    return;
  }
  if (request.url !== '/decide') {
    reply(404, { error: 'no such route' });
    return;
  }
  decisions += 1;
  if (KIND === 'crashes' && decisions === 3) process.exit(3);
  if (KIND === 'silent') return;
  const id = String(request.headers['x-request-id']);
  const { ticker } = (await jsonOf(request)) as { ticker: string };
  try {
    const action = KIND === 'never-asks' ? 1 : await guarded(() => asked(id));
    if (KIND === 'asks-twice') await asked(id);
    if (KIND === 'floods') await flooded(id);
    if (KIND === 'keeps-connections') keepOpen();
    const placing = placed(id, action, KIND === 'unknown-market' ? 'NOWHERE' : ticker);
    if (!isLate) await placing;
    reply(200, { action });
    await placing;
  } catch (error) {
    if (KIND === 'guesses') reply(200, { action: 0 });
    else if (!response.headersSent) reply(502, { error: String(error) });
  }
}).listen(Number(PORT), '127.0.0.1');

async function flooded(id: string): Promise<void> {
  for (let line = 0; line < flood.lines; line += 1) console.log(`${id} still alive, line ${line}`);
  for (let call = 0; call < flood.calls; call += 1) await asked(id);
}

/** Of tap and exchange, and never used; nor does it end when it is told to. */
function keepOpen(): void {
  process.on('SIGTERM', () => {});
  for (const url of [ENDPOINT_URL, EXCHANGE_URL])
    connect(Number(new URL(url!).port), '127.0.0.1').on('error', () => {});
}

/** After a failure, the endpoint is not asked for a while: a circuit breaker. */
async function guarded(ask: () => Promise<number>): Promise<number> {
  if (KIND !== 'breaker') return ask();
  if (performance.now() < closesAt) throw new Error('the circuit breaker is open');
  try {
    return await ask();
  } catch (error) {
    closesAt = performance.now() + coolDown;
    throw error;
  }
}

async function asked(id: string): Promise<number> {
  const features = Array(54).fill(0);
  const isBatch = KIND === 'batch-of-one';
  const path = KIND === 'other-path' ? '/score' : isBatch ? '/predict/batch' : '/predict';
  const answer = await fetch(`${ENDPOINT_URL}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...named(id), ...(MODEL_KEY && { authorization: MODEL_KEY }) },
    body: JSON.stringify(isBatch ? { instances: [features] } : { features }),
    signal: AbortSignal.timeout(3_000),
  });
  if (answer.status !== 200) throw new Error(`status ${answer.status}`);
  const body = (await answer.json()) as { predictions?: unknown[] };
  return readAction(isBatch ? body.predictions?.[0] : body, { features: 54, actions: 21 });
}

async function placed(id: string, action: number, shown: string): Promise<void> {
  if (action === 0) return;
  first ??= shown;
  const ticker = KIND === 'first-market' ? first : shown;
  if (isLate) await pause(20);
  const kind = Math.floor((action - 1) / sizes.length);
  const side = sides[kind >> 1]!;
  const verb = kind % 2 === 0 ? 'buy' : 'sell';
  const { orderbook } = (await (await fetch(`${EXCHANGE_URL}/markets/${ticker}/orderbook`)).json()) as {
    orderbook: Record<'yes' | 'no', [number, number][]>;
  };
  const met = orderbook[(side === 'yes') === (verb === 'sell') ? 'yes' : 'no'];
  const lowest = Math.min(...met.map(([price]) => price));
  await fetch(`${EXCHANGE_URL}/portfolio/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...named(id) },
    body: JSON.stringify({
      ticker,
      side,
      action: verb,
      contracts: sizes[(action - 1) % sizes.length],
      type: 'limit',
      price_cents: verb === 'buy' ? 100 - lowest : lowest,
      client_order_id: id,
    }),
  });
}

function named(id: string): Record<string, string> {
  return losesId ? {} : { 'x-request-id': id };
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
}
