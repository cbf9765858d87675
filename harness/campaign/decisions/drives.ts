import type { Contract } from '../../contract/contract.ts';
import { orderOf } from '../../contract/order-of.ts';
import type { PlainDecisionPhase } from '../../history/decision.ts';
import { emptyBody, errorStatus, htmlBody, jsonFaults } from '../../tap/answers/fault-rules.ts';
import { forcedAction } from '../../tap/answers/forced-action.ts';
import { nonActions } from '../../tap/answers/non-actions.ts';
import { ruleName, type TapRule } from '../../tap/tap-rule.ts';
import type { GoldenMarket } from '../market-exchange.ts';
import type { ChosenMarkets } from './chosen-markets.ts';
import type { Drive } from './driven-application.ts';

/** After so many answers that are wrong, one that is right: the application must be alive for it. */
const wrongInARow = 3;

/** What an application is brought to decide on, phase by phase, in the order in which it is. */
export function drivesOf(
  phase: PlainDecisionPhase,
  contract: Pick<Contract, 'actions' | 'reply'>,
  markets: ChosenMarkets,
): readonly Drive[] {
  const form = { places: contract.reply, actions: contract.actions };
  const acted = (phase: PlainDecisionPhase, [subject, market]: readonly [number, GoldenMarket]): Drive => {
    return { phase, subject, market, orders: orderOf(contract, subject, market.values) !== undefined };
  };
  const reached = [...markets.reaching].map((chosen) => acted('reached', chosen));
  const ordering = reached.filter(({ orders }) => orders);
  const tempting = ordering.length > 0 ? ordering : reached;
  switch (phase) {
    case 'shown':
      return markets.shown.map((market, subject) => ({ phase, subject, market, orders: false }));
    case 'drawn':
      return markets.drawn.map((market, subject) => ({ phase, subject, note: market.note, market, orders: false }));
    case 'reached':
      return reached;
    case 'forced':
      return [...markets.forcing].map((chosen) => {
        const drive = acted(phase, chosen);
        return { ...drive, rule: forcedAction({ ...form, value: `${drive.subject}`, agreeing: true }) };
      });
    case 'no-action': {
      const rules = nonActions(contract.actions).map(({ value }) => forcedAction({ ...form, value, agreeing: false }));
      return wrongAmong(tempting, phase, rules);
    }
    case 'between':
      return wrongAmong(tempting, phase, [
        errorStatus(500),
        errorStatus(503),
        emptyBody,
        htmlBody,
        ...jsonFaults(form),
        { kind: 'reset', when: 'before-reply' },
        { kind: 'reset', when: 'within-body' },
        { kind: 'cut' },
        { kind: 'stall' },
      ]);
  }
}

/** Each rule in a market in which there is something to order, if there is one; right ones among them. */
function wrongAmong(tempting: readonly Drive[], phase: PlainDecisionPhase, rules: readonly TapRule[]): Drive[] {
  return rules.flatMap((rule, index) => {
    const right = tempting[index % tempting.length];
    if (!right) return [];
    const wrong: Drive = { phase, subject: index, note: ruleName(rule), market: right.market, rule, orders: false };
    return (index + 1) % wrongInARow === 0 || index === rules.length - 1 ? [wrong, right] : [wrong];
  });
}
