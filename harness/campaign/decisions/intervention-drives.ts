import type { Contract } from '../../contract/contract.ts';
import { orderOf } from '../../contract/order-of.ts';
import type { InterventionPhase } from '../../history/decision.ts';
import type { Evaluate } from '../../oracle/answers.ts';
import { clearRows } from '../interventions/clear-rows.ts';
import type { GoldenMarket } from '../market-exchange.ts';
import { blockOf } from '../phases/row-calls.ts';
import type { Setting } from '../phases/setting.ts';
import type { ChosenMarkets } from './chosen-markets.ts';
import type { Drive } from './driven-application.ts';

/** Decisions without a model in each way, which may take as long as the application waits for one. */
const drivesWithout = 1;

/** What the application is brought to decide on while the stack is changed. */
export type InterventionDrives = (phase: InterventionPhase, note: string) => readonly Drive[];

/**
 * @param own - markets in which the own policy gives each action
 * @param marked - the same of the marked one, where there is one, and what it gives
 */
export async function interventionDrives(
  { contract, evaluate }: Pick<Setting, 'contract' | 'evaluate'>,
  own: ChosenMarkets,
  marked: { readonly markets: ChosenMarkets; readonly evaluate: Evaluate } | undefined,
): Promise<InterventionDrives> {
  const markets = [...new Set([...own.reaching.values(), ...(marked?.markets.reaching.values() ?? [])])];
  const actions = await actionsIn(markets, contract, evaluate);
  const ofMarked = marked ? await actionsIn(markets, contract, marked.evaluate) : new Map<GoldenMarket, number>();
  const both = markets.filter((market) => actions.has(market) && ofMarked.has(market));
  const reaching = [...own.reaching];
  const ordering = reaching.filter(([action, market]) => orderOf(contract, action, market) !== undefined);
  const tempting = ordering.length > 0 ? ordering : reaching;
  return (phase, note) => {
    switch (phase) {
      case 'swapped':
        return both.map((market) =>
          acted(phase, ofMarked.get(market)!, { market, note: `${actions.get(market)}`, ordering: marked?.markets }),
        );
      case 'returned':
        return both.map((market) => acted(phase, actions.get(market)!, { market, ordering: own }));
      case 'gone':
        return tempting
          .slice(0, drivesWithout)
          .map(([, market], subject) => ({ phase, subject, note, market, orders: false }));
      case 'resumed':
        return tempting.slice(0, 1).map(([subject, market]) => acted(phase, subject, { market, note, ordering: own }));
    }
  };

  /** @param ordering - markets that were chosen so that the order of the action is accepted */
  function acted(
    phase: InterventionPhase,
    subject: number,
    { market, note = '', ordering }: { market: GoldenMarket; note?: string; ordering: ChosenMarkets | undefined },
  ): Drive {
    const isAccepted = ordering?.reaching.get(subject) === market;
    const estimate = ordering?.estimates.get(market);
    const orders = isAccepted && orderOf(contract, subject, { ...market, estimate }) !== undefined;
    return { phase, subject, note, market, estimate, orders };
  }
}

/** What a policy gives in markets that it decides clearly. */
async function actionsIn(
  markets: readonly GoldenMarket[],
  contract: Contract,
  evaluate: Evaluate,
): Promise<ReadonlyMap<GoldenMarket, number>> {
  if (markets.length === 0) return new Map();
  const block = blockOf(
    markets.map(({ features }) => features),
    contract.features.length,
  );
  return new Map((await clearRows(contract, block, evaluate)).map(({ row, action }) => [markets[row]!, action]));
}
