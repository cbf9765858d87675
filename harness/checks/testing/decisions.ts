import { type Contract, contractSchema } from '../../contract/contract.ts';
import { type ApplicationFile, stackSchema } from '../../contract/stack-file.ts';
import type { CheckResult } from '../check.ts';
import type { ArrivedOrder, Decision, GivenAnswer, Stated } from '../decision.ts';
import type { DecisionCheck, Surroundings } from '../decision-check.ts';
import { ToldRun } from './told-run.ts';

/** HOLD orders nothing; the limit of a sale depends on the market. */
export const contract: Contract = contractSchema.parse({
  contract: 'three-orders',
  policy: {
    artifact: 'policy.onnx',
    sha256: 'ab'.repeat(32),
    input: { name: 'observation', shape: ['batch', 1] },
    output: { name: 'logits', shape: ['batch', 3] },
    golden: 'golden.json',
    tolerance: { relative: 1e-4, absolute: 1e-4 },
  },
  features: [{ name: 'price', minimum: 0, maximum: 1 }],
  actions: {
    discrete: 3,
    labels: ['HOLD', 'BUY', 'SELL'],
    orders: { BUY: { side: 'buy', contracts: 5 }, SELL: { side: 'sell', contracts: 5, price_cents: '${limit}' } },
  },
  reply: { action: '/action', usedTrainedModel: '/used_trained_model' },
  assurance: { fallbackRateBelow: 0.1, confidence: 0.9 },
  budgets: { startup: '1s', p50: '5ms', p95: '20ms', p99: '50ms', rate: 100 },
});

export const limit = 42;
export const market = 'HERE';

const orders: readonly ArrivedOrder['fields'][][] = [
  [],
  [{ side: 'buy', contracts: 5, price_cents: 40 }],
  [{ side: 'sell', contracts: 5, price_cents: limit }],
];

export const gave = (action: number): GivenAnswer => ({ kind: 'action', action });
export const broke = (text = 'status 500'): GivenAnswer => ({ kind: 'unusable', text });
export const refused: Stated = { kind: 'refused', text: 'status 502' };
/** Of one that decides on its own: `over` where it went on to its next decision. */
export const unasked = (over: 'over' | 'open'): Stated => ({ kind: 'unasked', isOver: over === 'over' });
export const decided = (action: number): Stated => ({ kind: 'decided', action });
export const arrived = (...fields: ArrivedOrder['fields'][]): ArrivedOrder[] =>
  fields.map((each) => ({ exchange: 'accepted', requestId: 'one', by: 'request id', market, fields: each }));

/** What a healthy application makes of an action, unless told otherwise. */
export function decision(action: number, told: Partial<Decision> = {}): Decision {
  return {
    id: 1,
    phase: 'forced',
    subject: action,
    note: '',
    attempt: 1,
    askedAgain: false,
    startedAt: 100,
    until: 200,
    market,
    putIn: { kind: ['forced', 'no-action', 'between'].includes(told.phase ?? 'forced') ? 'put-in' : 'nothing' },
    expected: undefined,
    requestId: 'one',
    given: [gave(action)],
    calls: [{ requestId: 'one', by: 'request id' }],
    isAlone: told.stated?.kind === 'unasked',
    stated: decided(action),
    orders: arrived(...orders[action]!),
    values: { limit },
    features: Float32Array.of(0.5),
    observation: Float32Array.of(0.5),
    hindrance: undefined,
    ...told,
  };
}

/** Every action reached and forced. */
export const healthy: readonly Decision[] = (['reached', 'forced'] as const).flatMap((phase) =>
  [0, 1, 2].map((action) => decision(action, { phase })),
);

export function judged(check: DecisionCheck, ...decisions: readonly Decision[]): CheckResult {
  return judgedWithStrays(check, [], decisions);
}

/** An application that says nothing of its log and counters, in a run of which nothing else was recorded. */
const surroundings: Surroundings = { application: application(), history: new ToldRun() };

export function application(told: Partial<ApplicationFile> = {}): ApplicationFile {
  const { application } = stackSchema.parse({
    stack: 'trading',
    endpoint: {
      start: { url: 'http://127.0.0.1:1' },
      routes: { predict: 'POST /p', ready: 'GET /r' },
      protocol: 'json',
    },
    application: {
      start: { process: ['node', 'trader.js', '${tap.url}', '${exchange.url}'] },
      routes: { ready: 'GET /ready' },
      drive: { request: { route: 'POST /decide', body: { ticker: '${market}' }, action: '/action' } },
    },
    exchange: { serve: 'kalshi', golden: 'markets.json', orders: 'POST /orders' },
  });
  return { ...application!, ...told };
}

/** @param strays - orders that belong to no decision */
export function judgedWithStrays(
  check: DecisionCheck,
  strays: readonly ArrivedOrder[],
  decisions: readonly Decision[],
): CheckResult {
  const examination = check.begin(contract, surroundings);
  decisions.forEach((each, index) => {
    if (check.phases.includes(each.phase)) examination.see({ ...each, id: index + 1 });
  });
  for (const each of strays) examination.stray?.(each);
  return examination.conclude();
}
