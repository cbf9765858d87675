import type { CycleGate } from './cycle-gate.ts';
import type { Drive, Driven, DrivenApplication, Stage } from './driven-application.ts';
import type { Await } from './patience.ts';

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
    return { ended, asked, stated: undefined };
  }
}
