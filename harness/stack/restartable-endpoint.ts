import type { Place } from './place.ts';
import type { ProcessControl, RunningEndpoint } from './running-endpoint.ts';
import { StackError } from './stack-error.ts';

/** Starts another process in the place of one that has ended: at the same ports. */
export type StartAt = (place: Place, until: 'ready' | 'answering') => Promise<RunningEndpoint>;

/** An endpoint that interventions may end and start again, always at the same address. */
export class RestartableEndpoint implements AsyncDisposable {
  #running: RunningEndpoint;
  readonly #startAt: StartAt;
  #ended = false;

  constructor(running: RunningEndpoint, startAt: StartAt) {
    this.#running = running;
    this.#startAt = startAt;
  }

  /** The process that runs now, or ran last. */
  get running(): RunningEndpoint {
    return this.#running;
  }

  /** What can be done to its process; undefined where it ran already, and is somebody else's. */
  get control(): ProcessControl | undefined {
    return this.#running.process;
  }

  /** Why it is not there any more, although nobody ended it. */
  readonly failed = (): StackError | undefined => (this.#ended ? undefined : this.#running.failed());

  async kill(): Promise<void> {
    this.#ended = true;
    await this.control?.kill();
  }

  /** @throws {StackError} as `startEndpoint` does */
  async startAgain(until: 'ready' | 'answering' = 'ready'): Promise<void> {
    const { control } = this;
    if (!control) {
      throw new StackError('STACK_NOT_OURS', {
        problem: 'the endpoint was not started by Assay, and cannot be started again',
        remedy: 'this is a mistake in the harness: report it',
      });
    }
    this.#running = await this.#startAt(control.place, until);
    this.#ended = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running.stop();
  }
}
