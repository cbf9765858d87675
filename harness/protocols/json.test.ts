import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type ActionSpace, actionSpace } from '../contract/action-space.ts';
import { replyPlaces } from '../contract/contract-shape.ts';
import { stackSchema } from '../contract/stack-file.ts';
import { placedInputs } from '../contract/tensor.ts';
import type { Outcome } from '../history/exchange.ts';
import type { Reply } from './protocol.ts';
import { protocolOf } from './protocol-of.ts';

const usualPlaces = {
  action: '/action',
  scores: '/logits',
  usedTrainedModel: '/used_trained_model',
  featureCount: '/feature_count',
  modelVersion: '/model_version',
  latency: { pointer: '/latency', unit: 'us' },
};

function spokenBy(
  forms: object,
  places: object = usualPlaces,
  routes: object = {},
  actions: ActionSpace = actionSpace({ discrete: 3, labels: ['HOLD', 'BUY', 'SELL'], unreachable: [], orders: {} }),
) {
  const { endpoint } = stackSchema.parse({
    stack: 'test',
    endpoint: {
      start: { url: 'http://127.0.0.1:1' },
      protocol: { json: forms },
      routes: { predict: 'POST /predict', ready: 'GET /ready', ...routes },
    },
  });
  const contract = {
    features: ['bid', 'ask', 'spread'].map((name) => ({ name, minimum: 0, maximum: 1 })),
    actions,
    policy: {
      inputs: placedInputs([{ name: 'observation', shape: ['batch', 3], dtype: 'float32' }]),
      output: { name: 'logits', axes: [3], dtype: 'float32' as const },
    },
    reply: replyPlaces.parse(places),
  };
  const environment = (name: string) => (name === 'TOKEN' ? 's3cret' : undefined);
  return protocolOf({ contract, endpoint, environment });
}

const predict = { body: { features: '${features}' } };
const batch = { body: { rows: '${rows}' } };
const plain = spokenBy({ predict });

function replied(body: unknown, more: Partial<Extract<Outcome, { kind: 'reply' }>> = {}): Outcome {
  const bytes =
    body instanceof Uint8Array
      ? body
      : new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
  return { kind: 'reply', status: 200, contentType: 'application/json', body: bytes, ...more };
}

const good = {
  action: 2,
  logits: [0.5, -1, 2],
  used_trained_model: true,
  feature_count: 3,
  model_version: 'abc',
  latency: 1_500,
};
const goodRow = {
  action: 2,
  scores: [0.5, -1, 2],
  usedTrainedModel: true,
  featureCount: 3,
  modelVersion: 'abc',
  latency: 1.5,
};

function rowsOf(reply: Reply) {
  if (reply.kind !== 'answered') throw new Error(JSON.stringify(reply));
  return reply.rows;
}

describe('a request', () => {
  const rows = (count: number) => ({ rows: count, width: 3, values: new Float32Array(3 * count).fill(0.5) });

  test('of one row goes by the predict form and its route', () => {
    expect(plain.encode(rows(1))).toEqual({
      method: 'POST',
      path: '/predict',
      headers: { 'content-type': 'application/json', 'accept-encoding': 'identity' },
      body: '{"features":[0.5,0.5,0.5]}',
    });
    expect(plain.maximumRows).toBe(1);
    expect(() => plain.encode(rows(2))).toThrow('2 rows in one request: from 1 to 1 can be sent');
  });

  test('of several rows goes by the batch form, on its own route or on that of predict', () => {
    const own = spokenBy({ predict, batch: { ...batch, maximum: 2 } }, usualPlaces, { batch: 'PUT /many' });
    expect(own.encode(rows(2))).toMatchObject({
      method: 'PUT',
      path: '/many',
      body: '{"rows":[[0.5,0.5,0.5],[0.5,0.5,0.5]]}',
    });
    expect(own.encode(rows(1))).toMatchObject({ path: '/predict' });
    expect(own.maximumRows).toBe(2);
    expect(() => own.encode(rows(3))).toThrow(RangeError);
    expect(spokenBy({ predict, batch }).encode(rows(2))).toMatchObject({ method: 'POST', path: '/predict' });
  });

  test('carries the headers of its form, secrets from the environment', () => {
    const headers = { Authorization: { env: 'TOKEN' }, 'Content-Type': 'application/vnd.x+json' };
    expect(spokenBy({ predict: { ...predict, headers } }).encode(rows(1)).headers).toEqual({
      'content-type': 'application/vnd.x+json',
      'accept-encoding': 'identity',
      authorization: 's3cret',
    });
  });

  test('whose secret is not set is a usage error that names the variable', () => {
    const headers = { authorization: { env: 'ABSENT' } };
    expect(() => spokenBy({ predict: { ...predict, headers } })).toThrow(
      expect.objectContaining({ code: 'SECRET_MISSING', exitCode: 64, problem: expect.stringContaining('ABSENT') }),
    );
  });
});

describe('a reply to one row', () => {
  test('is read at the places of the contract', () => {
    expect(plain.decode(replied(good), 1)).toEqual({ kind: 'answered', rows: [goodRow] });
  });

  test('is read at the places of the form where it names others', () => {
    const places = { action: '/predictions/0/action', latency: { pointer: '/took', unit: 's' } };
    const nested = spokenBy({ predict: { ...predict, reply: places } });
    const body = { ...good, predictions: [{ action: 1 }], took: 0.25 };
    expect(rowsOf(nested.decode(replied(body), 1))).toEqual([{ ...goodRow, action: 1, latency: 250 }]);
  });

  test('leaves undefined what is not stated', () => {
    const [row] = rowsOf(plain.decode(replied({ action: 1, logits: [0, 1, 0], model_version: null }), 1));
    expect(row).toEqual({
      action: 1,
      scores: [0, 1, 0],
      usedTrainedModel: undefined,
      featureCount: undefined,
      modelVersion: undefined,
      latency: undefined,
    });
  });

  test.each([
    [3.0 - 1, 2],
    ['BUY', 1],
    ['HOLD', 0],
  ])('names its action by index or by label: %j', (action, index) => {
    expect(rowsOf(plain.decode(replied({ ...good, action }), 1))[0]?.action).toBe(index);
  });

  test('may write its action as 2.0 or -0', () => {
    const action = (text: string) =>
      rowsOf(plain.decode(replied(`{"action": ${text}, "logits": [1,2,3]}`), 1))[0]?.action;
    expect(action('2.0')).toBe(2);
    expect(action('-0')).toBe(0);
  });

  test('without a place for the action means the best of its scores, the first of equals', () => {
    const scored = spokenBy({ predict }, { scores: '/logits' });
    expect(rowsOf(scored.decode(replied({ logits: [-3, 5, 5] }), 1))[0]?.action).toBe(1);
  });

  test.each([
    [{ action: 2.5 }, '/action is 2.5, not an action: an integer from 0 to 2, or a label of the contract'],
    [{ action: '1' }, '/action is the string "1", not an action'],
    [{ action: 'buy' }, '/action is the string "buy", not an action'],
    [{ action: true }, '/action is true, not an action'],
    [{ action: null }, '/action is null, not an action'],
    [{ action: -1 }, '/action is -1, not an action'],
    [{ action: 3 }, '/action is 3, not an action'],
    [{ action: [2] }, '/action is an array of 1, not an action'],
    [{ action: undefined }, '/action is missing'],
    [{ action: 'x'.repeat(900) }, '/action is the string "xxx'],
    [{ logits: undefined }, '/logits is missing'],
    [{ logits: [1, 2] }, '/logits has 2 items, not 3'],
    [{ logits: [[1, 2, 3]] }, '/logits has 1 items, not 3'],
    [{ logits: 7 }, '/logits is 7, not an array of 3'],
    [{ logits: [1, '2', 3] }, '/logits/1 is the string "2", not a finite number'],
    [{ logits: [1, null, 3] }, '/logits/1 is null, not a finite number'],
    [{ used_trained_model: 'true' }, '/used_trained_model is the string "true", not true or false'],
    [{ used_trained_model: 1 }, '/used_trained_model is 1, not true or false'],
    [{ used_trained_model: null }, '/used_trained_model is null, not true or false'],
    [{ feature_count: 3.5 }, '/feature_count is 3.5, not a whole number'],
    [{ feature_count: '3' }, '/feature_count is the string "3", not a whole number'],
    [{ model_version: {} }, '/model_version is an object, not a version'],
    [{ latency: -1 }, '/latency is -1, not a duration'],
    [{ latency: '3 ms' }, '/latency is the string "3 ms", not a duration'],
  ])('is unreadable with %j', (change, problem) => {
    const reply = plain.decode(replied({ ...good, ...change }), 1);
    expect(reply).toMatchObject({ kind: 'unreadable', status: 200, problem: expect.stringContaining(problem) });
    expect(JSON.stringify(reply).length).toBeLessThan(1_000);
  });

  test.each([
    ['', 'the body is empty'],
    ['<html>502</html>', 'HTML, not JSON'],
    ['{"action": 1, "action": 2}', 'the key "action" stands twice'],
    ['{"action": 1, "logits": [1e999]}', '1e999 is beyond a double'],
    ['{"action": NaN}', 'NaN is no JSON'],
    ['['.repeat(10_000), 'nested more than 64 levels deep'],
    ['[]', '/action is missing'],
    ['null', '/action is missing'],
    [gzipSync('{"action": 1}'), 'content-encoding gzip, though identity was asked for: not decompressed'],
  ])('is unreadable with the body %j', (body, problem) => {
    expect(plain.decode(replied(body), 1)).toMatchObject({
      kind: 'unreadable',
      problem: expect.stringContaining(problem),
    });
  });

  test('is unreadable in an encoding that it states', () => {
    const outcome = replied(good, { contentEncoding: 'br' });
    expect(plain.decode(outcome, 1)).toMatchObject({
      problem: 'content-encoding br, though identity was asked for: not decompressed',
    });
    expect(plain.decode(replied(good, { contentEncoding: 'identity' }), 1).kind).toBe('answered');
  });

  test('need not have a content type', () => {
    expect(plain.decode(replied(good, { contentType: '' }), 1).kind).toBe('answered');
  });
});

describe('a reply to several rows', () => {
  const three = {
    action: [0, 1, 2],
    logits: [
      [3, 2, 1],
      [1, 3, 2],
      [1, 2, 3],
    ],
    used_trained_model: [true, false, true],
  };

  test('states action and scores by row, and the rest by row or once', () => {
    const many = spokenBy({ predict, batch });
    const rows = rowsOf(many.decode(replied({ ...three, model_version: 7, latency: [1_000, 2_000, 3_000] }), 3));
    expect(rows.map(({ action }) => action)).toEqual([0, 1, 2]);
    expect(rows.map(({ scores }) => scores)).toEqual(three.logits);
    expect(rows.map(({ usedTrainedModel }) => usedTrainedModel)).toEqual([true, false, true]);
    expect(rows.map(({ modelVersion }) => modelVersion)).toEqual(['7', '7', '7']);
    expect(rows.map(({ latency }) => latency)).toEqual([1, 2, 3]);
  });

  test.each([
    [{ action: [0, 1] }, '/action has 2 items, not 3'],
    [{ action: 1 }, '/action is 1, not an array of 3'],
    [{ action: [0, 1, 9] }, '/action/2 is 9, not an action'],
    [{ logits: [[1, 2, 3]] }, '/logits has 1 items, not 3'],
    [
      {
        logits: [
          [1, 2, 3],
          [1, 2],
          [1, 2, 3],
        ],
      },
      '/logits/1 has 2 items, not 3',
    ],
    [{ used_trained_model: [true] }, '/used_trained_model has 1 items, not 3'],
  ])('is unreadable with %j', (change, problem) => {
    const reply = spokenBy({ predict, batch }).decode(replied({ ...three, ...change }), 3);
    expect(reply).toMatchObject({ kind: 'unreadable', problem: expect.stringContaining(problem) });
  });

  test('may be an array of items, each with its own places', () => {
    const each = spokenBy({ predict, batch: { ...batch, each: '/predictions' } });
    const items = [0, 1].map((action) => ({ ...good, action }));
    expect(rowsOf(each.decode(replied({ predictions: items }), 2))).toEqual([
      { ...goodRow, action: 0 },
      { ...goodRow, action: 1 },
    ]);
    const problem = (body: unknown) => Object(each.decode(replied(body), 2)).problem;
    expect(problem({ predictions: items.slice(1) })).toBe('/predictions has 1 items for 2 rows');
    expect(problem({ predictions: {} })).toBe('/predictions is an object, not an array of 2');
    expect(problem({})).toBe('/predictions is missing');
    expect(problem({ predictions: [good, { ...good, action: 4 }] })).toContain(
      '/predictions/1/action is 4, not an action',
    );
  });

  test.each([
    [['batch*actions'], [3, 2, 1, 1, 3, 2]],
    [
      ['batch', 1, 'actions'],
      [[[3, 2, 1]], [[1, 3, 2]]],
    ],
    [
      [1, 'batch', 3],
      [
        [
          [3, 2, 1],
          [1, 3, 2],
        ],
      ],
    ],
  ])('may declare the shape %j of its scores', (shape, logits) => {
    const shaped = spokenBy(
      { predict, batch: { ...batch, reply: { scores: { pointer: '/logits', shape } } } },
      { scores: '/logits' },
    );
    const rows = rowsOf(shaped.decode(replied({ logits }), 2));
    expect(rows.map(({ scores }) => scores)).toEqual([
      [3, 2, 1],
      [1, 3, 2],
    ]);
  });

  test('with one shape for both forms: a batch of one is a batch', () => {
    const shaped = spokenBy({ predict, batch }, { scores: { pointer: '/logits', shape: ['batch', 'actions'] } });
    expect(rowsOf(shaped.decode(replied({ logits: [[1, 2, 3]] }), 1))[0]?.scores).toEqual([1, 2, 3]);
    expect(shaped.decode(replied({ logits: [1, 2, 3] }), 1)).toMatchObject({ problem: '/logits has 3 items, not 1' });
  });

  test.each([[['actions', 'batch']], [['actions']], [['batch', 4]], [['batch', 'batch', 'actions']]])(
    'may not declare the shape %j',
    (shape) => {
      expect(() => spokenBy({ predict, batch }, { scores: { pointer: '', shape } })).toThrow(
        expect.objectContaining({ code: 'SHAPE_DOES_NOT_FIT', exitCode: 64 }),
      );
    },
  );
});

describe('what is no answer', () => {
  test.each([
    [400, 'refused'],
    [422, 'refused'],
    [429, 'refused'],
    [500, 'failed'],
    [503, 'failed'],
  ])('%i is %s, with the beginning of its body', (status, kind) => {
    const body = `no\u0000 such\u001b[31m\n\u202e${'x'.repeat(1_000)}`;
    expect(plain.decode(replied(body, { status }), 1)).toEqual({
      kind,
      status,
      text: `no such [31m ${'x'.repeat(286)}…`,
    });
  });

  test('an error says which action its body gives all the same', () => {
    const body = JSON.stringify({ error: 'no model', action: 2 });
    expect(plain.decode(replied(body, { status: 503 }), 1)).toMatchObject({ kind: 'failed', action: 2 });
    expect(plain.decode(replied('{"error": "no model"}', { status: 503 }), 1)).not.toHaveProperty('action');
  });

  test('a redirect is failed, and says where it points to', () => {
    const outcome = replied('', { status: 307, location: 'http://elsewhere/' });
    expect(plain.decode(outcome, 1)).toEqual({
      kind: 'failed',
      status: 307,
      text: 'a redirect to http://elsewhere/: redirects are not followed.',
    });
  });

  test('what is lost stays lost', () => {
    const outcome: Outcome = { kind: 'lost', reason: 'deadline', message: 'no reply within 50 ms' };
    expect(plain.decode(outcome, 1)).toEqual({ kind: 'lost', problem: 'deadline: no reply within 50 ms' });
  });

  test('a good answer to a malformed request, which has no rows, is an answer', () => {
    expect(plain.decode(replied(good), 0)).toEqual({ kind: 'answered', rows: [goodRow] });
  });
});

describe('malformed requests', () => {
  const row = Float32Array.of(0.5, 0.25, 0.125);

  test('go where good ones go, with their headers', () => {
    const both = spokenBy({ predict, batch }, usualPlaces, { batch: 'POST /many' });
    const requests = both.malformed(row);
    expect(new Set(requests.map(({ request }) => request.path))).toEqual(new Set(['/predict', '/many']));
    expect(new Set(plain.malformed(row).map(({ request }) => request.path))).toEqual(new Set(['/predict']));
    expect(requests[0]?.request.headers).toMatchObject({ 'content-type': 'application/json' });
  });

  test('one of them is not even JSON by its header', () => {
    const types = plain.malformed(row).map(({ request }) => request.headers['content-type']);
    expect(types.filter((type) => type === 'text/plain')).toHaveLength(1);
  });
});

describe('the places of a form', () => {
  const quantiles = actionSpace({
    discrete: 3,
    quantiles: 2,
    labels: ['HOLD', 'BUY', 'SELL'],
    unreachable: [],
    orders: {},
  });
  const cvar = [
    { level: 0.05, pointer: '/cvar_5' },
    { level: 0.25, pointer: '/cvar_25' },
  ];
  const places = { action: '/action', cvar };

  test('name tail means by their level, in any order', () => {
    const reply = { cvar: [{ level: 0.25, pointer: '/tail' }] };
    const other = spokenBy({ predict: { ...predict, reply } }, places, {}, quantiles);
    expect(rowsOf(other.decode(replied({ action: 1, tail: -1, cvar_5: -3 }), 1))[0]?.cvar).toEqual([-3, -1]);
  });

  test('cannot name a level that the contract does not', () => {
    const reply = { cvar: [{ level: 0.1, pointer: '/tail' }] };
    expect(() => spokenBy({ predict: { ...predict, reply } }, places, {}, quantiles)).toThrow(
      expect.objectContaining({ code: 'PLACE_DOES_NOT_FIT', problem: expect.stringContaining('level 0.1') }),
    );
  });

  test('an error that states a continuous action states its cell', () => {
    const box = actionSpace({ box: { low: [-1], high: [1] }, labels: [], unreachable: [], orders: {} });
    const continuous = spokenBy({ predict }, { action: '/action' }, {}, box);
    expect(continuous.decode(replied({ action: 0.35 }, { status: 503 }), 1)).toMatchObject({
      kind: 'failed',
      action: 6,
    });
  });
});
