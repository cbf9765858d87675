import { expect, onTestFinished, test } from 'vitest';
import type { Decision } from '../checks/decision.ts';
import { contract } from '../checks/testing/decisions.ts';
import { endpoint } from '../checks/testing/small-contract.ts';
import { stackSchema } from '../contract/stack-file.ts';
import type { DrivenDecision } from '../history/decision.ts';
import type { Outcome } from '../history/exchange.ts';
import { Journal } from '../history/journal.ts';
import type { Link, Message } from '../history/message.ts';
import { RecordedHistory } from '../history/recorded-history.ts';
import { scratchFile } from '../history/testing/scratch-file.ts';
import { jsonProtocol } from '../protocols/json.ts';
import { judgedDecisions } from './judged-decisions.ts';

const {
  application,
  exchange,
  endpoint: asked,
} = stackSchema.parse({
  stack: 'trading',
  endpoint: { start: { url: 'http://127.0.0.1:1' }, protocol: 'json', routes: { predict: 'POST /p', ready: 'GET /r' } },
  application: {
    start: { process: ['node', 'trader.js'] },
    routes: { ready: 'GET /ready' },
    drive: { request: { route: 'POST /decide', body: { market: '${market}' }, action: '/action' } },
  },
  exchange: { serve: 'kalshi', golden: 'markets.json', orders: 'POST /orders', fields: { price_cents: '/price' } },
});
const protocol = jsonProtocol({ contract, endpoint, environment: () => undefined });

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
    ...told,
  };
}

function judged(driven: readonly Partial<DrivenDecision>[], messages: readonly Message[]): Decision[] {
  const path = scratchFile('history.sqlite');
  const journal = new Journal(path);
  driven.forEach((each, index) => {
    const id = index + 1;
    journal.decision({
      id,
      phase: 'forced',
      subject: 0,
      note: '',
      values: {},
      features: Float32Array.of(0.5),
      startedAt: 100 * id,
      ...each,
    });
  });
  for (const each of messages) journal.message(each);
  journal.close();
  const history = new RecordedHistory(path);
  onTestFinished(() => history[Symbol.dispose]());
  const phases = ['reached', 'forced', 'no-action', 'between'] as const;
  return [
    ...judgedDecisions(history, {
      contract,
      protocol,
      endpoint: asked,
      application: application!,
      exchange: exchange!,
      phases,
    }),
  ];
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
      message('exchange', 210, { requestId: 'one', ...order({ side: 'sell', contracts: 5, price: 7, type: 'limit' }) }),
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
    phase: 'forced',
    subject: 2,
    note: 'a note',
    values: { limit: 7 },
    features: Float32Array.of(0.5),
    observation: Float32Array.of(0.25),
    given: [{ kind: 'action', action: 2 }],
    stated: { kind: 'decided', action: 2 },
    orders: [{ accepted: true, fields: { side: 'sell', contracts: 5, price_cents: 7 } }],
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
  expect(only!.stated).toEqual({ kind: 'unasked' });
});

test.each<[string, Outcome, Decision['stated']]>([
  ['its label', reply({ action: 'BUY' }), { kind: 'decided', action: 1 }],
  ['an error', reply({ action: 1 }, 502), { kind: 'refused', text: 'status 502: {"action":1}' }],
  ['no action', reply({}), { kind: 'refused', text: 'status 200: {}' }],
  ['an action that is none', reply({ action: 'HODL' }), { kind: 'refused', text: 'status 200: {"action":"HODL"}' }],
  ['no reply', { kind: 'lost', reason: 'deadline', message: 'late' }, { kind: 'refused', text: 'no reply: late' }],
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
    { accepted: true, fields: { side: 'buy' } },
    { accepted: false, fields: { side: 'sell' } },
  ]);
});
