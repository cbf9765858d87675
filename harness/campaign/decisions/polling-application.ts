import { CampaignError } from '../campaign-error.ts';
import type { CycleGate } from './cycle-gate.ts';
import type { Drive, Driven, DrivenApplication, Stage } from './driven-application.ts';
import type { Await } from './patience.ts';

/** Where so many decisions in a row were torn apart, what ends one is not what was taken for it. */
const mostTornApart = 3;

export interface PollingOptions {
  readonly stage: Stage;
  /** Before the exchange at which it looks. */
  readonly gate: CycleGate;
  /** The name of the market that it watches. */
  readonly watched: string;
  readonly awaited: Await;
  /** Milliseconds for one cycle. */
  readonly deadline: number;
}

/**
 * An application that decides on its own, again and again. It is let through one cycle, which begins after the market was
 * shown; that it looks at the market again ends the decision, and says that no order of it will come.
 */
export class PollingApplication implements DrivenApplication {
  readonly #options: PollingOptions;

  constructor(options: PollingOptions) {
    this.#options = options;
  }

  /** @throws {CampaignError} APPLICATION_TORN_APART, where its decisions are ended too soon: what was seen of them says nothing */
  async decide(drive: Drive, attempt: number): Promise<Driven> {
    const { stage, gate, watched, awaited, deadline } = this.#options;
    // What is still under way belongs to the decision before: it would not see the market that is shown now.
    await awaited(() => gate.isReached, deadline);
    let asked = 0;
    stage.set({ ...drive, market: { ...drive.market, market: watched } }, attempt, () => {
      asked += 1;
      gate.sawQuestion();
    });
    gate.release();
    const ended = await awaited(() => gate.isReached, deadline);
    if (gate.tornApart >= mostTornApart) {
      throw new CampaignError('APPLICATION_TORN_APART', {
        problem: `${gate.tornApart} times in a row, the application fetched between answer and order what it also fetches before, and so seemed to begin anew`,
        remedy: 'name in application.drive.poll.begins of the stack file what it fetches at the beginning alone',
      });
    }
    return { ended, asked, stated: undefined };
  }
}
