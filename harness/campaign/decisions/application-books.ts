import type { ApplicationFile } from '../../contract/stack-file.ts';
import type { ApplicationCounterFacts } from '../../history/run-event.ts';
import type { HttpClient } from '../../protocols/http.ts';
import { counterIn } from '../metrics.ts';
import type { Await } from './patience.ts';

const lookAgainAfter = 20; // milliseconds

export interface BooksOptions {
  readonly file: ApplicationFile;
  readonly client: HttpClient;
  /** How many of its lines told of a decision so far. */
  readonly linesSeen: () => number;
  readonly awaited: Await;
  readonly clock: () => number;
}

/** What an application says of itself beside its replies: its counters, and the lines of its log. */
export class ApplicationBooks {
  readonly #options: BooksOptions;
  #before: { readonly inferences: number; readonly lines: number } | undefined;

  constructor(options: BooksOptions) {
    this.#options = options;
  }

  /** Before it is brought to decide. */
  async open(): Promise<ApplicationCounterFacts> {
    const facts = await this.#read('before');
    this.#before = { inferences: facts.inferences ?? 0, lines: this.#options.linesSeen() };
    return facts;
  }

  /**
   * When it has decided: both may lag, and are waited for until they tell of all, or no longer than the stack file says.
   *
   * @param decided - how often it decided; infinite where nobody can know
   * @param asked - how often it was brought to decide
   */
  async close(decided: number, asked: number): Promise<ApplicationCounterFacts> {
    const { file, linesSeen, awaited, clock } = this.#options;
    const { inferences, lines } = this.#before ?? { inferences: 0, lines: 0 };
    if (file.logs.decision !== undefined) await awaited(() => linesSeen() - lines >= asked, file.logs.settle);
    const until = clock() + (file.counters?.settle ?? 0);
    for (;;) {
      const facts = await this.#read('after');
      if (facts.inferences === null || facts.inferences - inferences >= decided || clock() >= until) return facts;
      await awaited(() => false, lookAgainAfter);
    }
  }

  async #read(moment: ApplicationCounterFacts['moment']): Promise<ApplicationCounterFacts> {
    const { file, client, clock } = this.#options;
    const { counters, routes } = file;
    const facts = (text: string, problem: string | null): ApplicationCounterFacts => ({
      kind: 'application-counters',
      moment,
      at: clock(),
      inferences: counters ? counterIn(text, counters.inferences) : null,
      failures: counters?.failures === undefined ? null : counterIn(text, counters.failures),
      fallbacks: counters?.fallbacks === undefined ? null : counterIn(text, counters.fallbacks),
      problem,
    });
    if (!counters) return facts('', 'the stack file names no counters of the application (application.counters)');
    if (!routes.metrics) return facts('', 'the stack file names no route to its metrics (application.routes.metrics)');
    const { outcome } = await client.send({ ...routes.metrics, headers: {}, body: '' });
    const { path } = routes.metrics;
    if (outcome.kind === 'lost') return facts('', `${path} of the application gave no reply: ${outcome.message}`);
    if (outcome.status !== 200) return facts('', `${path} of the application answers with status ${outcome.status}`);
    return facts(new TextDecoder().decode(outcome.body), null);
  }
}
