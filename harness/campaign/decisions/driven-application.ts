import { isAt } from '../../contract/is-at.ts';
import type { ApplicationFile, Route, Template } from '../../contract/stack-file.ts';
import type { DecisionPhase } from '../../history/decision.ts';
import type { Outcome } from '../../history/exchange.ts';
import type { Journal } from '../../history/journal.ts';
import type { HttpClient } from '../../protocols/http.ts';
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
}

export interface DrivenOptions {
  readonly file: ApplicationFile;
  /** Where the endpoint predicts: no other call gets another answer than its own. */
  readonly predict: Route;
  /** To the application; gives up when its deadline is over. */
  readonly client: HttpClient;
  readonly tap: Pick<Tap, 'use'>;
  readonly exchange: Pick<MarketExchange, 'show'>;
  readonly journal: Journal;
  readonly clock: () => number;
}

/** Brings an application to decide, one decision at a time, and records that it did. */
export class DrivenApplication {
  readonly #options: DrivenOptions;
  #decisions = 0;

  constructor(options: DrivenOptions) {
    this.#options = options;
  }

  /** @returns what came back */
  async decide({ phase, subject, note = '', market, rule }: Drive): Promise<Outcome> {
    const { file, predict, client, tap, exchange, journal, clock } = this.#options;
    const { route, body } = file.drive.request;
    this.#decisions += 1;
    const requestId = `assay-${this.#decisions}`;
    exchange.show(market);
    tap.use(({ request }) => (rule && isAt(predict, request) ? rule : { kind: 'pass' }));
    const { values, features } = market;
    journal.decision({ id: this.#decisions, phase, subject, note, values, features, startedAt: clock() });
    const request = Buffer.from(JSON.stringify(filled(body, market.market)));
    const headers = { 'content-type': 'application/json', 'x-request-id': requestId };
    const { outcome, sentAt, endedAt } = await client.send({ ...route, headers, body: request });
    const { method, path } = route;
    journal.message({
      link: 'application',
      startedAt: sentAt,
      endedAt,
      requestId,
      method,
      path,
      request,
      outcome,
      replaced: null,
    });
    return outcome;
  }
}

/** The body of the stack file, with the name of the market where it says `${market}`. */
function filled(node: Template, market: string): Template {
  if (typeof node === 'string') return node.replaceAll('${market}', market);
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((item) => filled(item, market));
  return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, filled(item, market)]));
}
