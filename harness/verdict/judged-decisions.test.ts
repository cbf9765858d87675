import { describe, expect, onTestFinished, test } from 'vitest';
import type { Decision } from '../checks/decision.ts';
import { contract } from '../checks/testing/decisions.ts';
import { stackSchema } from '../contract/stack-file.ts';
import type { DrivenDecision } from '../history/decision.ts';
import type { Outcome } from '../history/exchange.ts';
import { Journal } from '../history/journal.ts';
import type { Link, Message } from '../history/message.ts';
import { RecordedHistory } from '../history/recorded-history.ts';
import { scratchFile } from '../history/testing/scratch-file.ts';
import { protocolOf } from '../protocols/protocol-of.ts';
import type { StatedDecision } from '../protocols/stated-decision.ts';
import { judgedDecisions, strayOrders } from './judged-decisions.ts';

const {
  application,
  exchange,
  endpoint: asked,
} = stackSchema.parse({
  stack: 'trading',
  endpoint: {
    start: { url: 'http://127.0.0.1:1' },
    protocol: {
      json: {
        predict: { body: { features: '${features}' } },
        batch: { body: { instances: '${rows}' }, each: '/predictions' },
      },
    },
    routes: { predict: 'POST /p', batch: 'POST /b', ready: 'GET /r' },
  },
  application: {
    start: { process: ['node', 'trader.js', '${tap.url}', '${exchange.url}'] },
    routes: { ready: 'GET /ready' },
    drive: { request: { route: 'POST /decide', body: { market: '${market}' }, action: '/action' } },
  },
  exchange: { serve: 'kalshi', golden: 'markets.json', orders: 'POST /orders', fields: { price_cents: '/price' } },
});
const phases = ['reached', 'forced', 'no-action', 'between'] as const;
const protocol = protocolOf({ contract, endpoint: asked, environment: () => undefined });

const reading = { contract, protocol, endpoint: asked, application: application!, exchange: exchange!, log: new Map() };

const reply = (body: unknown, status = 200): Outcome => ({
  kind: 'reply',
  status,
  contentType: 'application/json',
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
const used = { used_trained_model: true };
const paths: Record<Link, string> = {
  application: 'POST /decide',
  endpoint: 'POST /p',
  exchange: 'POST /orders?x=1',
};

function message(link: Link, startedAt: number, told: Partial<Message> = {}): Message {
  const [method = '', path = ''] = paths[link].split(' ');
  return {
    link,
    startedAt,
    endedAt: startedAt + 1,
    requestId: null,
    method,
    path,
    request: Buffer.from('{}'),
    outcome: reply({}),
    replaced: null,
    rule: null,
    ...told,
  };
}

function judged(driven: readonly Partial<DrivenDecision>[], messages: readonly Message[]): Decision[] {
  return [...judgedDecisions(recorded(driven, messages), reading, phases)];
}

function recorded(driven: readonly Partial<DrivenDecision>[], messages: readonly Message[], endedAt?: number) {
  const path = scratchFile('history.sqlite');
  const journal = new Journal(path);
  driven.forEach((each, index) => {
    const id = index + 1;
    journal.decision({
      id,
      phase: 'forced',
      subject: 0,
      note: '',
      attempt: 1,
      market: 'HERE',
      values: {},
      features: Float32Array.of(0.5),
      expected: new Float32Array(),
      startedAt: 100 * id,
      ...each,
    });
  });
  for (const each of messages) journal.message(each);
  if (endedAt !== undefined) journal.event({ at: endedAt, facts: { kind: 'driven', endedAt } });
  journal.close();
  const history = new RecordedHistory(path);
  onTestFinished(() => history[Symbol.dispose]());
  return history;
}

const order = (body: unknown, status = 201) => ({
  request: Buffer.from(JSON.stringify(body)),
  outcome: reply({}, status),
});

test('puts a decision together from its calls, by their request id, in the order in which they began', () => {
  const [first, second] = judged(
    [{ subject: 2, note: 'a note', values: { limit: 7 } }, { phase: 'reached' }],
    [
      message('application', 100, { requestId: 'one', outcome: reply({ action: 'SELL', ...used }) }),
      message('application', 200, { requestId: 'two', outcome: reply({ action: 1, ...used }) }),
      // Late, when the next decision is under way, but by its id the first one's.
      message('exchange', 210, {
        requestId: 'one',
        ...order({ side: 'sell', contracts: 5, price: 7, ticker: 'HERE' }),
      }),
      message('endpoint', 105, {
        requestId: 'one',
        request: Buffer.from('{"features":[0.25]}'),
        outcome: reply({ action: 2, ...used }),
      }),
      message('endpoint', 205, { requestId: 'two', outcome: reply({ action: 1, ...used }) }),
    ],
  );
  expect(first).toEqual({
    id: 1,
    isAlone: false,
    phase: 'forced',
    subject: 2,
    note: 'a note',
    values: { limit: 7 },
    features: Float32Array.of(0.5),
    observation: Float32Array.of(0.25),
    given: [{ kind: 'action', action: 2 }],
    requestId: 'one',
    calls: [{ requestId: 'one', by: 'request id' }],
    stated: { kind: 'decided', action: 2 },
    orders: [
      {
        exchange: 'accepted',
        requestId: 'one',
        by: 'request id',
        market: 'HERE',
        during: 2,
        fields: { side: 'sell', contracts: 5, price_cents: 7 },
      },
    ],
    attempt: 1,
    askedAgain: false,
    startedAt: 100,
    until: 200,
    market: 'HERE',
    expected: undefined,
    putIn: { kind: 'nothing' },
  });
  expect(second).toMatchObject({ phase: 'reached', given: [{ action: 1 }], orders: [] });
});

test('what the application asks beside predictions is none', () => {
  const [only] = judged(
    [{}],
    [
      message('endpoint', 101, { method: 'GET', path: '/r', request: Buffer.from('') }),
      message('endpoint', 102, { path: '/p?trace=1', outcome: reply({ action: 1, ...used }) }),
      message('endpoint', 103, { method: 'GET', path: '/metrics', outcome: reply('requests 1') }),
    ],
  );
  expect(only!.given).toEqual([{ kind: 'action', action: 1 }]);
});

test('an answer to a batch of one is read like any other', () => {
  const [one, two] = judged(
    [{}, {}],
    [
      message('endpoint', 101, {
        path: '/b',
        request: Buffer.from('{"instances":[[0.25]]}'),
        outcome: reply({ predictions: [{ action: 2, ...used }] }),
      }),
      message('endpoint', 201, {
        path: '/b',
        request: Buffer.from('{"instances":[[0.25],[0.5]]}'),
        outcome: reply({
          predictions: [
            { action: 2, ...used },
            { action: 1, ...used },
          ],
        }),
      }),
    ],
  );
  expect(one).toMatchObject({ observation: Float32Array.of(0.25), given: [{ kind: 'action', action: 2 }] });
  expect(two).toMatchObject({ observation: expect.stringContaining('2 items'), given: [{ kind: 'unusable' }] });
});

test('tells whether the rule was in force in what the application was given', () => {
  const rule = { name: 'action 2', hindrance: null };
  const hindered = { name: 'action 2', hindrance: 'its status is 503' };
  const [none, put, not, once] = judged(
    [{}, {}, {}, {}],
    [
      message('endpoint', 101),
      message('endpoint', 201, { rule }),
      message('endpoint', 301, { rule: hindered }),
      message('endpoint', 401, { rule: hindered }),
      message('endpoint', 402, { rule }),
    ],
  );
  expect([none!.putIn, put!.putIn, not!.putIn, once!.putIn]).toEqual([
    { kind: 'nothing' },
    { kind: 'put-in' },
    { kind: 'hindered', reason: 'its status is 503' },
    { kind: 'put-in' },
  ]);
});

test('tells what is asked again, and what the artifact gives to the features of training', () => {
  const [first, second] = judged([{ expected: Float32Array.of(1, 9, 2) }, { attempt: 2 }], []);
  expect(first).toMatchObject({ askedAgain: true, expected: { action: 1, nearTie: false } });
  expect(second).toMatchObject({ askedAgain: false, attempt: 2, expected: undefined });
});

test('orders before the first decision and after the last belong to none, unless they have the id of one', () => {
  const place = order({ side: 'buy', contracts: 5, ticker: 'THERE' });
  const history = recorded(
    [{}, {}],
    [
      message('exchange', 50, place),
      message('application', 100, { requestId: 'one' }),
      message('application', 200, { requestId: 'two' }),
      message('exchange', 210, place),
      message('exchange', 310, { requestId: 'its own', ...place }),
      message('exchange', 320, { requestId: 'one', ...place }),
      message('exchange', 330, { path: '/markets', ...place }),
    ],
    300,
  );
  expect([...strayOrders(history, reading)]).toEqual(Array(2).fill(expect.objectContaining({ market: 'THERE' })));
  const [first, second] = judgedDecisions(history, reading, phases);
  expect(first!.orders).toMatchObject([{ during: 2 }]);
  expect(second!.orders).toEqual([expect.not.objectContaining({ during: expect.anything() })]);
});

test('of an application that floods, no more is read than can be held', () => {
  const flood = Array.from({ length: 1_200 }, (_, index) => message('exchange', 101 + index / 100, order({})));
  expect(judged([{}], flood)[0]!.orders).toHaveLength(1_000);
});

test('goes by time where the application loses the request id, or makes one of its own', () => {
  const [first, second] = judged(
    [{}, {}],
    [
      message('application', 100, { requestId: 'one' }),
      message('endpoint', 105, { outcome: reply({ action: 1, ...used }) }),
      message('exchange', 106, { requestId: 'its own', ...order({ side: 'buy', contracts: 5 }) }),
      message('application', 200, { requestId: 'two' }),
      message('exchange', 205, order({ side: 'sell', contracts: 5 })),
    ],
  );
  expect(first).toMatchObject({ given: [{ action: 1 }], orders: [{ fields: { side: 'buy' } }] });
  expect(second).toMatchObject({ given: [], orders: [{ fields: { side: 'sell' } }] });
});

describe('of an application that decides on its own', () => {
  const look = (at: number, told: Partial<Message> = {}) =>
    message('exchange', at, { method: 'GET', path: '/markets/HERE', ...told });
  const givenUp: Outcome = { kind: 'lost', reason: 'connection', message: 'destroyed' };
  const cycle = (at: number, id: string) => [
    look(at, { requestId: id }),
    message('endpoint', at + 1, { requestId: id, outcome: reply({ action: 1, ...used }) }),
    message('exchange', at + 2, { requestId: id, ...order({ side: 'buy', contracts: 5 }) }),
  ];

  test('nothing is stated; a decision is over where it did something later', () => {
    const decisions = judged([{}, {}], [...cycle(101, 'a'), look(205, { outcome: givenUp })]);
    expect(decisions.map(({ stated }) => stated)).toEqual([
      { kind: 'unasked', isOver: true },
      { kind: 'unasked', isOver: false },
    ]);
    expect(decisions[0]!.orders).toMatchObject([{ by: 'request id' }]);
  });

  test('its log states what it decided, and says nothing by the cycle that was held back after it', () => {
    const messages = [
      ...cycle(101, 'a'),
      look(150, { requestId: 'b', outcome: givenUp, rule: { name: 'held back', hindrance: null } }),
      ...cycle(201, 'c'),
    ];
    const log = new Map<string, StatedDecision>([
      ['a', { kind: 'decided', action: 2 }],
      ['b', { kind: 'refused', text: 'no market data' }],
    ]);
    const decisions = [...judgedDecisions(recorded([{}, {}], messages), { ...reading, log }, phases)];
    expect(decisions.map(({ stated }) => stated)).toEqual([
      { kind: 'decided', action: 2 },
      { kind: 'unasked', isOver: false },
    ]);
    expect(decisions.map(({ hindrance }) => hindrance)).toEqual([undefined, undefined]);
  });
});

test.each<[string, Outcome, string]>([
  ['an error', reply('no model', 503), 'status 503: no model'],
  ['no reply', { kind: 'lost', reason: 'connection', message: 'reset' }, 'no reply: connection: reset'],
  ['no JSON', reply('<html>'), 'status 200, but'],
  ['no action', reply(used), 'status 200, but'],
  ['another maker', reply({ action: 1, used_trained_model: false }), 'used_trained_model false'],
  ['no maker', reply({ action: 1 }), 'used_trained_model not stated'],
  ['an action that is none', reply({ action: 3, ...used }), 'status 200, but'],
])('what the endpoint gave is unusable where it is %s', (_, outcome, text) => {
  const [only] = judged([{}], [message('endpoint', 101, { outcome })]);
  expect(only!.given).toEqual([{ kind: 'unusable', text: expect.stringContaining(text) }]);
  expect(only!.stated).toEqual({ kind: 'unasked', isOver: false });
});

test.each<[string, Outcome, Decision['stated']]>([
  ['its label', reply({ action: 'BUY' }), { kind: 'decided', action: 1 }],
  ['an error', reply({ action: 1 }, 502), { kind: 'refused', text: 'status 502: {"action":1}' }],
  ['no action', reply({}), { kind: 'unclear', text: 'status 200: {}' }],
  ['an action that is none', reply({ action: 'HODL' }), { kind: 'unclear', text: 'status 200: {"action":"HODL"}' }],
  ['no JSON', reply('done'), { kind: 'unclear', text: 'status 200: done' }],
  ['no reply', { kind: 'lost', reason: 'deadline', message: 'late' }, { kind: 'silent', text: 'late' }],
])('what the application states: %s', (_, outcome, expected) => {
  const [only] = judged([{}], [message('application', 100, { outcome })]);
  expect(only!.stated).toEqual(expected);
});

test('an order that is known already is none; one that is refused is told as such', () => {
  const [only] = judged(
    [{}],
    [
      message('exchange', 101, order({ side: 'buy' })),
      message('exchange', 102, order({ side: 'buy' }, 200)),
      message('exchange', 103, order({ side: 'sell' }, 422)),
      message('exchange', 104, { path: '/markets', ...order({ side: 'buy' }) }),
      message('exchange', 105, { method: 'GET', ...order({ side: 'buy' }) }),
    ],
  );
  expect(only!.orders).toEqual([
    { exchange: 'accepted', requestId: null, by: 'time', market: undefined, fields: { side: 'buy' } },
    { exchange: 'refused', requestId: null, by: 'time', market: undefined, fields: { side: 'sell' } },
  ]);
});

test.each<[string, Partial<Message>, string | undefined]>([
  ['nothing, where it refuses', { outcome: reply({}, 422) }, undefined],
  ['that it cannot', { outcome: reply({}, 503) }, 'the exchange answered 503 to POST /orders'],
  [
    'no reply',
    { outcome: { kind: 'lost', reason: 'connection', message: 'gone' } },
    'the exchange gave no reply to POST /orders',
  ],
  ['too late', { endedAt: 1_000 }, 'the exchange took longer for POST /orders than the application waited'],
  ['late, to an order that came after the reply', { startedAt: 120, endedAt: 1_000 }, undefined],
  [
    'a look at the market, which came to it after the reply',
    { method: 'GET', path: '/m', startedAt: 120, endedAt: 121 },
    'the exchange took longer for GET /m than the application waited',
  ],
])('what the exchange failed to do: %s', (_, told, hindrance) => {
  const [only] = judged([{}], [message('application', 100, { endedAt: 110 }), message('exchange', 105, told)]);
  expect(only?.hindrance).toBe(hindrance);
});

test('of a flood, no sort of call hides another', () => {
  const flood = Array.from({ length: 1_500 }, (_, call) =>
    message('endpoint', 100 + call / 100, { outcome: reply({ action: 1, ...used }) }),
  );
  const looks = Array.from({ length: 1_500 }, (_, call) => message('exchange', 130 + call / 100, { method: 'GET' }));
  const placed = message('exchange', 150, order({ side: 'buy', contracts: 5 }));
  const [only] = judged([{}], [message('application', 100, { endedAt: 160 }), ...flood, ...looks, placed]);
  expect(only?.given).toHaveLength(1_000);
  expect(only?.orders).toMatchObject([{ exchange: 'accepted', fields: { side: 'buy', contracts: 5 } }]);
});
