import type { Artifact } from './artifact.ts';
import { OracleError } from './oracle-error.ts';
import { type AskedRun, OracleWorker } from './oracle-worker.ts';
import type { RunAnswers, WorkerStart } from './worker-messages.ts';

/** Messages given to a worker at once: one is computed while the next already lies there. */
const messagesPerWorker = 2;
/** Of one message, while there are so many, and they are small: handing it over takes as long as several of them. */
const leastRuns = 16;
const leastRows = 256;
/** Of one message, unless a single run has more: its rows are copied. */
const mostRows = 4096;

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
  readonly #queue: AskedRun[] = [];
  #assigning = false;
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
    this.#assignSoon();
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

  /** Once for all that is asked in one go: small runs share a message. */
  #assignSoon(): void {
    if (!this.#assigning) queueMicrotask(() => this.#assign());
    this.#assigning = true;
  }

  #assign(): void {
    this.#assigning = false;
    for (let worker = this.#freeWorker(); worker && this.#queue.length > 0; worker = this.#freeWorker()) {
      // Later, since a worker that is lost says so at once.
      worker.run(this.#nextRuns(), () => this.#assignSoon());
    }
  }

  /** An even share of what waits, and not so little that the message costs more than its runs. */
  #nextRuns(): readonly AskedRun[] {
    const share = Math.ceil(this.#queue.length / (this.#limit * messagesPerWorker));
    let rows = 0;
    let count = 0;
    for (const run of this.#queue) {
      rows += run.rows;
      if (count > 0 && (rows > mostRows || count >= (rows > leastRows ? share : Math.max(share, leastRuns)))) break;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  /** The one with the least to do; another one is started rather than that a run waits behind others. */
  #freeWorker(): OracleWorker | undefined {
    const least = this.#workers.reduce((one, other) => (other.inFlight < one.inFlight ? other : one));
    if (least.inFlight === 0) return least;
    if (this.#workers.length < this.#limit && this.#queue.length > 0) return this.#startWorker();
    return least.inFlight < messagesPerWorker ? least : undefined;
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
