import type { Contract, ReplyPlaces } from '../../contract/contract.ts';
import { orderOf } from '../../contract/order-of.ts';
import type { PlainDecisionPhase } from '../../history/decision.ts';
import type { AskedForm } from '../../protocols/protocol.ts';
import type { ReplyForm } from '../../tap/answers/action-place.ts';
import { emptyBody, errorStatus, htmlBody, jsonFaults } from '../../tap/answers/fault-rules.ts';
import { forcedAction } from '../../tap/answers/forced-action.ts';
import { nonActions } from '../../tap/answers/non-actions.ts';
import { ruleName, type TapRule } from '../../tap/tap-rule.ts';
import type { GoldenMarket } from '../market-exchange.ts';
import type { ChosenMarkets } from './chosen-markets.ts';
import type { Drive } from './driven-application.ts';

/** What an application is asked for, one decision at a time, and where the endpoint's replies state it. */
export interface Driving extends Pick<Contract, 'actions'> {
  /** Where a reply to one row states what, in each form in which the endpoint may be asked. */
  readonly places: Readonly<Record<AskedForm, ReplyPlaces>>;
}

/** After so many answers that are wrong, one that is right: the application must be alive for it. */
const wrongInARow = 3;

/** What an application is brought to decide on, phase by phase, in the order in which it is. */
export function drivesOf(phase: PlainDecisionPhase, driving: Driving, markets: ChosenMarkets): readonly Drive[] {
  const { actions } = driving;
  const acted = (phase: PlainDecisionPhase, [subject, market]: readonly [number, GoldenMarket]): Drive => {
    const orders = orderOf(driving, subject, market.values) !== undefined;
    return { phase, subject, market, expected: markets.answers.get(market), orders };
  };
  const reached = [...markets.reaching].map((chosen) => acted('reached', chosen));
  const ordering = reached.filter(({ orders }) => orders);
  const tempting = ordering.length > 0 ? ordering : reached;
  switch (phase) {
    case 'shown':
      return markets.shown.map((market, subject) => {
        return { phase, subject, market, expected: markets.answers.get(market), orders: false };
      });
    case 'drawn':
      return markets.drawn.map((market, subject) => ({ phase, subject, note: market.note, market, orders: false }));
    case 'in-a-row':
      return markets.inARow.map((market, subject) => ({ phase, subject, market, orders: false }));
    case 'reached':
      return reached;
    case 'forced':
      return [...markets.forcing].map((chosen) => {
        const drive = acted(phase, chosen);
        const value = `${drive.subject}`;
        const [forced] = inEachForm(driving, (form) => [forcedAction({ ...form, value, agreeing: true })]);
        return { ...drive, ...(forced && { rule: forced.rule }) };
      });
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

type Wrong = Required<Pick<Drive, 'note' | 'rule'>>;

/** Each rule by its name, as it is applied to a reply of either form; where one form cannot have it, as to the other. */
function inEachForm({ places, actions }: Driving, make: (form: ReplyForm) => readonly TapRule[]): readonly Wrong[] {
  const ofBatch = new Map(make({ places: places.batch, actions }).map((rule) => [ruleName(rule), rule]));
  return make({ places: places.predict, actions }).map((ofPredict) => {
    const note = ruleName(ofPredict);
    return { note, rule: (form) => (form === 'batch' ? (ofBatch.get(note) ?? ofPredict) : ofPredict) };
  });
}

/** Each rule in a market in which there is something to order, if there is one; right ones among them. */
function wrongAmong(tempting: readonly Drive[], phase: PlainDecisionPhase, rules: readonly Wrong[]): Drive[] {
  return rules.flatMap(({ note, rule }, index) => {
    const right = tempting[index % tempting.length];
    if (!right) return [];
    const wrong: Drive = { phase, subject: index, note, market: right.market, rule, orders: false };
    return (index + 1) % wrongInARow === 0 || index === rules.length - 1 ? [wrong, right] : [wrong];
  });
}
