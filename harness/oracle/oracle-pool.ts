import type { Artifact } from './artifact.ts';
import { OracleError } from './oracle-error.ts';
import { OracleWorker } from './oracle-worker.ts';
import type { RunAnswers, WorkerStart } from './worker-messages.ts';

/** Runs given to a worker at once: one is computed while the next already lies there. */
const runsPerWorker = 2;

interface QueuedRun {
  readonly rows: number;
  readonly values: Float32Array;
  readonly answers: PromiseWithResolvers<RunAnswers>;
}

/**
 * Workers, started as they are needed, and a queue before them. What waits in the queue is the caller's own memory;
 * only the runs that a worker has are copied, so that a long queue costs nothing.
 */
export class OraclePool {
  readonly loaded: Promise<void>;
  readonly #artifact: Artifact;
  readonly #start: WorkerStart;
  readonly #limit: number;
  readonly #workers: OracleWorker[] = [];
  readonly #queue: QueuedRun[] = [];
  #closing: Promise<void> | undefined;

  constructor(artifact: Artifact, start: WorkerStart, limit: number) {
    this.#artifact = artifact;
    this.#start = start;
    this.#limit = limit;
    this.loaded = this.#startWorker().loaded;
  }

  run(rows: number, values: Float32Array): Promise<RunAnswers> {
    if (this.#closing) return Promise.reject(closed());
    const answers = Promise.withResolvers<RunAnswers>();
    this.#queue.push({ rows, values, answers });
    this.#assign();
    return answers.promise;
  }

  /** What was asked for is finished first. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#queue.map(({ answers }) => answers.promise));
    await Promise.all(this.#workers.map((worker) => worker.close()));
  }

  #assign(): void {
    for (let worker = this.#freeWorker(); worker; worker = this.#freeWorker()) {
      const next = this.#queue.shift();
      if (!next) return;
      const { rows, values, answers } = next;
      worker
        .run(rows, values)
        .then(answers.resolve, answers.reject)
        .finally(() => this.#assign());
    }
  }

  /** The one with the least to do; another one is started rather than that a run waits behind others. */
  #freeWorker(): OracleWorker | undefined {
    const least = this.#workers.reduce((one, other) => (other.inFlight < one.inFlight ? other : one));
    if (least.inFlight === 0) return least;
    if (this.#workers.length < this.#limit && this.#queue.length > 0) return this.#startWorker();
    return least.inFlight < runsPerWorker ? least : undefined;
  }

  #startWorker(): OracleWorker {
    const worker = new OracleWorker(this.#artifact, this.#start);
    this.#workers.push(worker);
    return worker;
  }
}

function closed(): OracleError {
  return new OracleError('ORACLE_CLOSED', {
    problem: 'the oracle was asked after it was closed',
    remedy: 'this is a mistake in the harness: report it',
  });
}
