import type { Contract, Sizing } from '../../contract/contract.ts';
import { dueOrder } from '../../contract/order-of.ts';
import type { CheckResult } from '../check.ts';
import type { Decision } from '../decision.ts';
import type { DecisionCheck, Surroundings } from '../decision-check.ts';
import { application, arrived, contract, decided, decision } from './decisions.ts';
import { ToldRun } from './told-run.ts';

export const sizing: Sizing = {
  level: 0.05,
  target: 2,
  floor: 1,
  veto: 0,
  smallest: 0.25,
  field: 'contracts',
  step: 1,
  missing: 'full',
};

/** BUY orders 100 contracts, sized; so does SELL. */
export const sized: Contract = {
  ...contract,
  actions: {
    ...contract.actions,
    orders: { BUY: { side: 'buy', contracts: 100 }, SELL: { side: 'sell', contracts: 100 } },
  },
  sizing,
};

/** What a healthy application makes of BUY with this tail mean. */
export function bought(estimate: number, told: Partial<Decision> = {}): Decision {
  const due = dueOrder(sized, 1, { values: {}, estimate });
  return decision(1, {
    phase: 'estimated',
    putIn: { kind: 'put-in' },
    given: [{ kind: 'action', action: 1, estimate }],
    stated: decided(1),
    orders: due ? arrived(due.fields) : [],
    ...told,
  });
}

/** What it makes of it without one. */
export function boughtAsBefore(phase: 'unestimated' | 'opted-out', told: Partial<Decision> = {}): Decision {
  const [order] = arrived({ side: 'buy', contracts: 100 });
  return decision(1, {
    phase,
    putIn: { kind: phase === 'unestimated' ? 'put-in' : 'nothing' },
    given: [{ kind: 'action', action: 1, estimate: phase === 'unestimated' ? undefined : 0.5 }],
    stated: decided(1),
    orders: [{ ...order!, writtenSize: '100' }],
    ...told,
  });
}

export const orderOf = (contracts: number, writtenSize = `${contracts}`) =>
  arrived({ side: 'buy', contracts }).map((order) => ({ ...order, writtenSize }));

export function judgedSizes(
  check: DecisionCheck,
  decisions: readonly Decision[],
  { under = sized, optsOut = true }: { under?: Contract; optsOut?: boolean } = {},
): CheckResult {
  const file = application(optsOut ? { withoutEstimate: { env: {} } } : {});
  const surroundings: Surroundings = { application: file, history: new ToldRun() };
  const examination = check.begin(under, surroundings);
  decisions.forEach((each, index) => {
    examination.see({ ...each, id: index + 1 });
  });
  return examination.conclude();
}
