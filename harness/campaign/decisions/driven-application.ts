import { isAt } from '../../contract/is-at.ts';
import type { Route } from '../../contract/stack-file.ts';
import type { DecisionPhase } from '../../history/decision.ts';
import type { Journal } from '../../history/journal.ts';
import type { Tap } from '../../tap/tap.ts';
import type { TapRule } from '../../tap/tap-rule.ts';
import type { GoldenMarket, MarketExchange } from '../market-exchange.ts';

/** What an application is brought to decide on, and what becomes of the answer that it gets. */
export interface Drive {
  readonly phase: DecisionPhase;
  readonly subject: number;
  readonly note?: string;
  readonly market: GoldenMarket;
  /** For every call of the endpoint that this decision makes; what it says passes, if not given. */
  readonly rule?: TapRule;
  /** Whether an order ought to come of it, which is then waited for. */
  readonly orders: boolean;
}

/** An application that is brought to decide, one decision at a time. */
export interface DrivenApplication {
  /**
   * Has it take one decision, and records that it did: what it says and orders until the next one belongs to this.
   *
   * @returns whether it came to the end of it within its deadline
   */
  decide(drive: Drive): Promise<boolean>;
}

export interface StageOptions {
  /** Where the endpoint predicts: no other call gets another answer than its own. */
  readonly predict: Route;
  readonly tap: Pick<Tap, 'use'>;
  readonly exchange: Pick<MarketExchange, 'show'>;
  readonly journal: Journal;
  readonly clock: () => number;
}

/** What an application decides on: the market that is shown, and the rule that is in force at the tap. */
export class Stage {
  readonly #options: StageOptions;
  #decisions = 0;

  constructor(options: StageOptions) {
    this.#options = options;
  }

  /**
   * Sets it for a decision, and records that it begins.
   *
   * @param asked - called when the endpoint is asked for a prediction
   * @returns the id of the decision
   */
  set({ phase, subject, note = '', market, rule = { kind: 'pass' } }: Drive, asked = () => {}): number {
    const { predict, tap, exchange, journal, clock } = this.#options;
    this.#decisions += 1;
    exchange.show(market);
    tap.use(({ request }) => {
      if (!isAt(predict, request)) return { kind: 'pass' };
      asked();
      return rule;
    });
    const { values, features } = market;
    journal.decision({ id: this.#decisions, phase, subject, note, values, features, startedAt: clock() });
    return this.#decisions;
  }
}
