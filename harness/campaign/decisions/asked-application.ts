import type { ApplicationFile, Template } from '../../contract/stack-file.ts';
import type { Journal } from '../../history/journal.ts';
import type { HttpClient } from '../../protocols/http.ts';
import type { Drive, DrivenApplication, Stage } from './driven-application.ts';

export interface AskedOptions {
  readonly request: Extract<ApplicationFile['drive'], { request: unknown }>['request'];
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

  async decide(drive: Drive): Promise<boolean> {
    const { request, stage, client, journal } = this.#options;
    const requestId = `assay-${stage.set(drive)}`;
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
    });
    return outcome.kind === 'reply';
  }
}

/** The body of the stack file, with the name of the market where it says `${market}`. */
function filled(node: Template, market: string): Template {
  if (typeof node === 'string') return node.replaceAll('${market}', market);
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((item) => filled(item, market));
  return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, filled(item, market)]));
}
