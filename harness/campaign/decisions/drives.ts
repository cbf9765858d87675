import { orderOf } from '../../contract/order-of.ts';
import type { PlainDecisionPhase } from '../../history/decision.ts';
import { emptyBody, errorStatus, htmlBody, jsonFaults } from '../../tap/answers/fault-rules.ts';
import { forcedAction } from '../../tap/answers/forced-action.ts';
import { nonActions } from '../../tap/answers/non-actions.ts';
import type { GoldenMarket } from '../market-exchange.ts';
import type { ChosenMarkets } from './chosen-markets.ts';
import type { Drive } from './driven-application.ts';
import { type Driving, inEachForm, type NamedRule } from './driving.ts';
import { estimatedDrives, misestimates, unestimatedDrives } from './sizing-drives.ts';

/** After so many answers that are wrong, one that is right: the application must be alive for it. */
export const wrongInARow = 3;

/** What an application is brought to decide on, phase by phase, in the order in which it is. */
export function drivesOf(phase: PlainDecisionPhase, driving: Driving, markets: ChosenMarkets): readonly Drive[] {
  const { actions } = driving;
  const acted = (phase: PlainDecisionPhase, [subject, market]: readonly [number, GoldenMarket]): Drive => {
    return { ...watched(phase, subject, market), orders: isDue(subject, market, markets.estimates.get(market)) };
  };
  const watched = (phase: PlainDecisionPhase, subject: number, market: GoldenMarket): Drive => {
    const [expected, estimate] = [markets.answers.get(market), markets.estimates.get(market)];
    return { phase, subject, market, expected, estimate, orders: false };
  };
  const isDue = (action: number, { values }: GoldenMarket, estimate: number | undefined) =>
    orderOf(driving, action, { values, estimate }) !== undefined;
  const reached = [...markets.reaching].map((chosen) => acted('reached', chosen));
  const ordering = reached.filter(({ orders }) => orders);
  const tempting = ordering.length > 0 ? ordering : reached;
  switch (phase) {
    case 'shown':
      return markets.shown.map((market, subject) => watched(phase, subject, market));
    case 'drawn':
      return markets.drawn.map((market, subject) => ({ phase, subject, note: market.note, market, orders: false }));
    case 'in-a-row':
      return markets.inARow.map((market, subject) => ({ phase, subject, market, orders: false }));
    case 'reached':
      return [...oneTwice(reached), ...markets.reachingToo.map((chosen) => acted(phase, chosen))];
    case 'forced':
      return [...markets.forcing].map((chosen) => {
        const drive = acted(phase, chosen);
        const value = `${drive.subject}`;
        const [forced] = inEachForm(driving, (form) => [forcedAction({ ...form, value, agreeing: true })]);
        return { ...drive, ...(forced && { rule: forced.rule }) };
      });
    case 'estimated':
      return estimatedDrives(reached, driving);
    case 'unestimated':
      return unestimatedDrives(markets, driving);
    case 'misestimated':
      return wrongAmong(tempting, phase, misestimates(driving));
    case 'no-action':
      return wrongAmong(
        tempting,
        phase,
        inEachForm(driving, (form) =>
          nonActions(actions).map(({ value }) => forcedAction({ ...form, value, agreeing: false })),
        ),
      );
    case 'between':
      return wrongAmong(
        tempting,
        phase,
        inEachForm(driving, (form) => [
          errorStatus(500),
          errorStatus(503),
          emptyBody,
          htmlBody,
          ...jsonFaults(form),
          { kind: 'reset', when: 'before-reply' },
          { kind: 'reset', when: 'within-body' },
          { kind: 'cut' },
          { kind: 'stall' },
        ]),
      );
  }
}

/** The first that orders, twice in a row: an order that reads as the one before it is another order all the same. */
function oneTwice(drives: readonly Drive[]): readonly Drive[] {
  const twice = drives.findIndex(({ orders }) => orders);
  return drives.flatMap((drive, index) => (index === twice ? [drive, drive] : [drive]));
}

/** Each rule in a market in which there is something to order, if there is one; right ones among them. */
function wrongAmong(tempting: readonly Drive[], phase: PlainDecisionPhase, rules: readonly NamedRule[]): Drive[] {
  return rules.flatMap(({ note, rule }, index) => {
    const right = tempting[index % tempting.length];
    if (!right) return [];
    const wrong: Drive = { phase, subject: index, note, market: right.market, rule, orders: false };
    return (index + 1) % wrongInARow === 0 || index === rules.length - 1 ? [wrong, right] : [wrong];
  });
}
