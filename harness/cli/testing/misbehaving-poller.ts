/** The kalshi trader as it polls, with one thing wrong: what `KIND` says. */
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { actions } from '../../../fixtures/applications/kalshi/actions.ts';
import { features, featuresOf } from '../../../fixtures/applications/kalshi/features.ts';
import { intend } from '../../../fixtures/applications/kalshi/intend.ts';
import { lookAtMarket, type MarketView } from '../../../fixtures/applications/kalshi/market-view.ts';
import { Counters } from '../../../fixtures/applications/parts/counters.ts';
import { decider } from '../../../fixtures/applications/parts/decide.ts';
import { DecisionFailure } from '../../../fixtures/applications/parts/decision-failure.ts';
import { ExchangeClient } from '../../../fixtures/applications/parts/exchange-client.ts';
import { Log } from '../../../fixtures/applications/parts/log.ts';
import { poll } from '../../../fixtures/applications/parts/poll.ts';
import { serve } from '../../../fixtures/applications/parts/serve.ts';
import { readSettings } from '../../../fixtures/applications/parts/settings.ts';
import { type Steps, stepsOf, type Trader } from '../../../fixtures/applications/parts/steps.ts';

const { KIND = '' } = process.env;
const labels = actions.map(({ label }) => label);
const trader: Trader<MarketView> = {
  symbolKey: 'ticker',
  symbolsVariable: 'TICKERS',
  width: features.length,
  labels,
  ordersPath: 'portfolio/orders',
  look: lookAtMarket,
  features: featuresOf,
  intend,
};
const settings = readSettings(process.env, trader.symbolsVariable);
const healthy = stepsOf(trader, settings);
const mocked = { action: 1, used_trained_model: true, feature_count: features.length };
const coolDown = 300; // milliseconds
let looks = 0;
let closesAt = 0;
let last = 0;

const wrong: Readonly<Record<string, Partial<Steps<MarketView>>>> = {
  healthy: {},
  crashes: { features: (view) => (++looks === 30 ? process.exit(3) : healthy.features(view)) },
  'goes-silent': { look: (ticker, id) => (++looks < 30 ? healthy.look(ticker, id) : new Promise(() => {})) },
  'never-looks': { look: () => new Promise(() => {}) },
  'never-asks': { ask: async () => mocked },
  'never-acts': { ask: () => Promise.reject(new DecisionFailure('internal', 'it does not want to')) },
  'id-lost': {
    look: (ticker) => healthy.look(ticker, 'one'),
    ask: (values) => healthy.ask(values, 'one'),
    place: (order) => healthy.place(order, 'one'),
  },
  'late-order': {
    place: async (order, id) => {
      void pause(30).then(() => healthy.place(order, id));
      return { kind: 'placed', order: { ...order, order_id: 'under-way' } };
    },
  },
  'checks-status': { place: fetchingFirst('exchange/status') },
  'checks-balance-again': { place: fetchingFirst('portfolio/balance') },
  'acts-a-cycle-late': {
    read: (reply) => {
      const action = last;
      last = healthy.read(reply);
      return action;
    },
  },
  breaker: {
    ask: async (values, id) => {
      if (performance.now() < closesAt) throw new DecisionFailure('endpoint_connection', 'the circuit breaker is open');
      try {
        return healthy.read(await healthy.ask(values, id));
      } catch (error) {
        closesAt = performance.now() + coolDown;
        throw error;
      }
    },
    read: (action) => Number(action),
  },
  'keeps-connections': {
    features: (view) => {
      const left = request(new URL('metrics', settings.endpoint), { agent: new Agent({ keepAlive: true }) });
      left
        .on('response', (response) => response.resume())
        .on('error', () => {})
        .end();
      return healthy.features(view);
    },
  },
  floods: {},
};

/** Between answer and order. */
function fetchingFirst(path: string): Steps<MarketView>['place'] {
  return async (order, id) => {
    await new ExchangeClient(settings, id).get(path, z.unknown());
    return healthy.place(order, id);
  };
}

const log = new Log((line) => process.stdout.write(line));
const counters = new Counters(labels);
const decide = decider({ ...healthy, ...wrong[KIND] }, { labels, counters, log });
const server = serve({ decide: undefined, symbolKey: 'ticker', counters }).listen(settings.port, settings.host);
await once(server, 'listening');
if (settings.driving.kind !== 'poll') throw new Error('it polls only');
const { interval, symbols } = settings.driving;
const loops = KIND === 'floods' ? 8 : 1;
for (let loop = 0; loop < loops; loop += 1) {
  void poll(symbols[0]!, { decide, interval, signal: new AbortController().signal });
}
