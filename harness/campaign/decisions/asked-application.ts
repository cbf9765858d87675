import type { Contract } from '../../contract/contract.ts';
import type { ApplicationFile, Template } from '../../contract/stack-file.ts';
import type { Journal } from '../../history/journal.ts';
import type { HttpClient } from '../../protocols/http.ts';
import { statedDecision } from '../../protocols/stated-decision.ts';
import type { Drive, Driven, DrivenApplication, Stage } from './driven-application.ts';

export interface AskedOptions {
  readonly request: Extract<ApplicationFile['drive'], { request: unknown }>['request'];
  readonly actions: Contract['actions'];
  readonly stage: Stage;
  /** To the application; gives up when its deadline is over. */
  readonly client: HttpClient;
  readonly journal: Journal;
}

/** An application that decides when it is asked to. Its reply ends a decision, though an order may come after it. */
export class AskedApplication implements DrivenApplication {
  readonly #options: AskedOptions;

  constructor(options: AskedOptions) {
    this.#options = options;
  }

  async decide(drive: Drive, attempt: number): Promise<Driven> {
    const { request, stage, client, journal, actions } = this.#options;
    let asked = 0;
    const id = stage.set(drive, attempt, () => {
      asked += 1;
    });
    const requestId = `assay-${id}`;
    const body = Buffer.from(JSON.stringify(filled(request.body, drive.market.market)));
    const headers = { 'content-type': 'application/json', 'x-request-id': requestId };
    const { outcome, sentAt, endedAt } = await client.send({ ...request.route, headers, body });
    journal.message({
      link: 'application',
      startedAt: sentAt,
      endedAt,
      requestId,
      ...request.route,
      request: body,
      outcome,
      replaced: null,
      rule: null,
    });
    return { ended: outcome.kind === 'reply', asked, stated: statedDecision(outcome, actions, request.action) };
  }
}

/** The body of the stack file, with the name of the market where it says `${market}`. */
function filled(node: Template, market: string): Template {
  if (typeof node === 'string') return node.replaceAll('${market}', market);
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((item) => filled(item, market));
  return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, filled(item, market)]));
}
