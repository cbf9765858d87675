import { rowOf } from '../../contract/observation-block.ts';
import { orderOf } from '../../contract/order-of.ts';
import { decisionRule } from '../../oracle/decision.ts';
import { ownEstimate } from '../../oracle/own-estimate.ts';
import { decisiveMargin } from '../decisive-margin.ts';
import type { DrawnMarket, GoldenMarket, MarketExchange } from '../market-exchange.ts';
import type { Setting } from '../phases/setting.ts';

/** Golden markets and drawn ones, and of the golden for each action one in which its order would be accepted. */
export interface ChosenMarkets {
  /** Evenly from the first to the last. */
  readonly shown: readonly GoldenMarket[];
  readonly drawn: readonly DrawnMarket[];
  readonly inARow: readonly GoldenMarket[];
  /** In which the model gives the action by itself; none where no golden market is one. */
  readonly reaching: ReadonlyMap<number, GoldenMarket>;
  /** In which the model gives another action. */
  readonly forcing: ReadonlyMap<number, GoldenMarket>;
  /** The values that the model gives to what training made of each. */
  readonly answers: ReadonlyMap<GoldenMarket, Float32Array>;
  /** The tail means that size the orders of what the model gives by itself; of no market, where the contract sizes none. */
  readonly estimates: ReadonlyMap<GoldenMarket, number>;
}

const mostShown = 64;

/** Looks through the golden markets, in their order, with what the oracle says to the features that training made of them. */
export async function chooseMarkets(
  { contract, evaluate }: Pick<Setting, 'contract' | 'evaluate'>,
  exchange: Pick<MarketExchange, 'markets' | 'drawn' | 'inARow' | 'accepts'>,
  signal: AbortSignal,
): Promise<ChosenMarkets> {
  const { markets } = exchange;
  const width = contract.features.length;
  const values = new Float32Array(markets.length * width);
  for (const [index, { features }] of markets.entries()) values.set(features, index * width);
  const answers = await evaluate({ rows: markets.length, width, values });
  const rows = { ...answers, values: answers.scores };
  const valuesOf = new Map(markets.map((market, index) => [market, rowOf(rows, index)]));
  const estimates = new Map(
    [...valuesOf].flatMap(([market, row]) => {
      const estimate = ownEstimate(contract, row);
      return estimate === undefined ? [] : [[market, estimate] as const];
    }),
  );
  const least = decisiveMargin(answers, decisionRule(contract), contract.policy.tolerance);
  const decisive = markets
    .map((market, index) => ({ market, action: answers.actions[index]!, margin: answers.margins[index]! }))
    .filter(({ margin }) => margin > least);

  const first = async (action: number, fits: (own: number) => boolean): Promise<GoldenMarket | undefined> => {
    for (const { market } of decisive.filter((each) => fits(each.action))) {
      signal.throwIfAborted();
      const { values } = market;
      const order = orderOf(contract, action, { values, estimate: estimates.get(market) });
      const isHeldBack = order === undefined && orderOf(contract, action, { values }) !== undefined;
      if (!isHeldBack && (order === undefined || (await exchange.accepts(market, order)))) return market;
    }
    return undefined;
  };
  const reaching = new Map<number, GoldenMarket>();
  const forcing = new Map<number, GoldenMarket>();
  for (let action = 0; action < contract.actions.count; action += 1) {
    const itself = await first(action, (own) => own === action);
    const another = await first(action, (own) => own !== action);
    if (itself) reaching.set(action, itself);
    if (another) forcing.set(action, another);
  }
  return {
    shown: spread(markets),
    drawn: exchange.drawn,
    inARow: exchange.inARow,
    reaching,
    forcing,
    answers: valuesOf,
    estimates,
  };
}

function spread(markets: readonly GoldenMarket[]): readonly GoldenMarket[] {
  const count = Math.min(markets.length, mostShown);
  return Array.from({ length: count }, (_, index) => markets[Math.floor((index * markets.length) / count)]!);
}
