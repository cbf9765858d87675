import type { Contract } from '../../contract/contract.ts';
import type { ApplicationFile } from '../../contract/stack-file.ts';
import type { Journal } from '../../history/journal.ts';
import type { HttpClient } from '../../protocols/http.ts';
import { statedDecision } from '../../protocols/stated-decision.ts';
import type { Drive, Driven, DrivenApplication, Stage } from './driven-application.ts';
import { requestBody } from './request-body.ts';

export interface AskedOptions {
  readonly request: Extract<ApplicationFile['drive'], { request: unknown }>['request'];
  readonly contract: Pick<Contract, 'features' | 'policy' | 'actions'>;
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
    const { request, stage, client, journal, contract } = this.#options;
    let asked = 0;
    const id = stage.set(drive, attempt, () => {
      asked += 1;
    });
    const requestId = `assay-${id}`;
    const body = Buffer.from(requestBody(request.body, drive.market, contract));
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
    return {
      ended: outcome.kind === 'reply',
      asked,
      stated: statedDecision(outcome, contract.actions, request.action),
    };
  }
}
