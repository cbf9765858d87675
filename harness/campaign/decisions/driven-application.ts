import type { DecisionPhase } from '../../history/decision.ts';
import type { Journal } from '../../history/journal.ts';
import type { compilePredictionReader } from '../../protocols/asked-prediction.ts';
import type { AskedForm } from '../../protocols/protocol.ts';
import type { StatedDecision } from '../../protocols/stated-decision.ts';
import type { Tap } from '../../tap/tap.ts';
import type { TapRule } from '../../tap/tap-rule.ts';
import type { GoldenMarket, MarketExchange } from '../market-exchange.ts';
import type { OrderWatch } from './order-watch.ts';
import { requestIdOf } from './tapped-message.ts';

/** What an application is brought to decide on, and what becomes of the answer that it gets. */
export interface Drive {
  readonly phase: DecisionPhase;
  readonly subject: number;
  readonly note?: string;
  readonly market: GoldenMarket;
  /** The values that the artifact gives to what training made of the market, where they are known. */
  readonly expected?: Float32Array | undefined;
  /** For every call of the endpoint that this decision makes, in whatever form; what it says passes, if not given. */
  readonly rule?: (form: AskedForm) => TapRule;
  /** The tail mean that its order is sized by, where that is known. */
  readonly estimate?: number | undefined;
  /** Whether an order ought to come of it. */
  readonly orders: boolean;
}

/** What became of a drive. */
export interface Driven {
  /** It came to the end of it within its deadline. */
  readonly ended: boolean;
  /** How often the endpoint was asked for an answer. */
  readonly asked: number;
  /** What it said to whoever asked it to decide; undefined where nobody did. */
  readonly stated: StatedDecision | undefined;
}

/** An application that is brought to decide, one decision at a time. */
export interface DrivenApplication {
  /**
   * Has it take one decision, and records that it did: what it says and orders until the next one belongs to this.
   *
   * @param attempt - from 1, of a drive that is made again
   */
  decide(drive: Drive, attempt: number): Promise<Driven>;
}

export interface StageOptions {
  /** What of the endpoint's requests asks for an answer: no other gets another reply than its own. */
  readonly predictionIn: ReturnType<typeof compilePredictionReader>;
  readonly tap: Pick<Tap, 'use'>;
  readonly exchange: Pick<MarketExchange, 'show'>;
  readonly orders: Pick<OrderWatch, 'begin' | 'sawQuestion'>;
  readonly journal: Journal;
  readonly clock: () => number;
}

/** What an application decides on: the market that is shown, and the rule that is in force at the tap. */
export class Stage {
  readonly #options: StageOptions;

  constructor(options: StageOptions) {
    this.#options = options;
  }

  /**
   * Sets it for a decision, and records that it begins.
   *
   * @param asked - called when the endpoint is asked for a prediction
   * @returns the id of the decision
   */
  set({ phase, subject, note = '', rule, ...drive }: Drive, attempt: number, asked: () => void): number {
    const { predictionIn, tap, exchange, orders, journal, clock } = this.#options;
    const id = journal.lastDecision + 1;
    orders.begin();
    exchange.show(drive.market);
    tap.use(({ request }) => {
      const prediction = predictionIn(request);
      if (prediction) {
        orders.sawQuestion(requestIdOf(request));
        asked();
      }
      return prediction && rule ? rule(prediction.form) : { kind: 'pass' };
    });
    const { market, values, features } = drive.market;
    const { expected = new Float32Array() } = drive;
    const about = { id, phase, subject, note, attempt, market };
    journal.decision({ ...about, values, features, expected, startedAt: clock() });
    return id;
  }
}
