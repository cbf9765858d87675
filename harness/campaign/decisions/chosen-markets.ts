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
  /** Of others in which the order of what the model gives by itself would be accepted: evenly from the first to the last. */
  readonly reachingToo: readonly (readonly [action: number, market: GoldenMarket])[];
  /** In which the model gives another action; not the same for all, as far as there are several. */
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

  const isAccepted = async (action: number, market: GoldenMarket): Promise<boolean> => {
    signal.throwIfAborted();
    const { values } = market;
    const order = orderOf(contract, action, { values, estimate: estimates.get(market) });
    const isHeldBack = order === undefined && orderOf(contract, action, { values }) !== undefined;
    return !isHeldBack && (order === undefined || (await exchange.accepts(market, order)));
  };
  /** @param from - ordinal of the one that is looked at first */
  const first = async (action: number, from: number, fits: (own: number) => boolean) => {
    for (const each of [...decisive.slice(from), ...decisive.slice(0, from)]) {
      if (fits(each.action) && (await isAccepted(action, each.market))) return each.market;
    }
    return undefined;
  };
  const { count } = contract.actions;
  const reaching = new Map<number, GoldenMarket>();
  const forcing = new Map<number, GoldenMarket>();
  for (let action = 0; action < count; action += 1) {
    const itself = await first(action, 0, (own) => own === action);
    const another = await first(action, Math.floor((action * decisive.length) / count), (own) => own !== action);
    if (itself) reaching.set(action, itself);
    if (another) forcing.set(action, another);
  }
  const chosen = new Set(reaching.values());
  const reachingToo: (readonly [number, GoldenMarket])[] = [];
  for (const { action, market } of spread(decisive.filter(({ market }) => !chosen.has(market)))) {
    if (await isAccepted(action, market)) reachingToo.push([action, market]);
  }
  return {
    shown: spread(markets),
    drawn: exchange.drawn,
    inARow: exchange.inARow,
    reaching,
    reachingToo,
    forcing,
    answers: valuesOf,
    estimates,
  };
}

function spread<Item>(items: readonly Item[]): readonly Item[] {
  const count = Math.min(items.length, mostShown);
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)]!);
}
