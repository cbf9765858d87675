import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AssayError } from '../assay-error.ts';
import { totalSize } from '../contract/tensor.ts';
import type { Artifact } from './artifact.ts';
import { ArtifactError, ArtifactMismatch } from './artifact-error.ts';
import { loadFailure, shorten } from './load-failure.ts';
import { OracleError } from './oracle-error.ts';
import { memoryFor, type RowSizes, type RunMemory, runMemory } from './run-memory.ts';
import { withoutTelemetry } from './without-telemetry.ts';
import type { FailedRun, FromWorker, RunAnswers, ToWorker, WorkerStart } from './worker-messages.ts';

/** `.ts` as it is written, `.js` as it is published: nobody rewrites the name of a worker's file. */
const workerFile = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);

/** One run of the model that somebody waits for. */
export interface AskedRun {
  readonly rows: number;
  readonly values: Float32Array;
  readonly answers: PromiseWithResolvers<RunAnswers>;
}

interface Message {
  readonly runs: readonly AskedRun[];
  readonly memory: SharedArrayBuffer;
  readonly settled: () => void;
}

/** One thread with one session. Whatever becomes of the thread, every promise that it owes is settled. */
export class OracleWorker {
  /** Settles when the model is loaded; rejects with the ArtifactError or OracleError that says why it is not. */
  readonly loaded: Promise<void>;
  readonly #artifact: Artifact;
  readonly #thread: Worker;
  readonly #ended: Promise<void>;
  readonly #waiting = new Map<number, Message>();
  readonly #sizes: RowSizes;
  /** Memory that no message is using. */
  readonly #spare: SharedArrayBuffer[] = [];
  #nextId = 1;
  #lost: AssayError | undefined;
  #closing = false;

  constructor(artifact: Artifact, start: WorkerStart) {
    const loading = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    this.loaded = loading.promise;
    this.#ended = ended.promise;
    this.#artifact = artifact;
    this.#sizes = { width: totalSize(start.inputs), answerWidth: totalSize(start.outputs) };
    withoutTelemetry();
    this.#thread = new Worker(workerFile, { workerData: start, name: 'assay-oracle' });

    const lose = (error: AssayError) => {
      this.#lost ??= error;
      loading.reject(this.#lost);
      for (const { runs, settled } of this.#waiting.values()) {
        for (const { answers } of runs) answers.reject(this.#lost);
        settled();
      }
      this.#waiting.clear();
    };
    this.#thread.on('message', (message: FromWorker) => {
      if (message.kind === 'loaded') loading.resolve();
      else if (message.kind === 'refused') lose(loadFailure(artifact.path, message.message));
      else this.#settle(message);
      // Whoever closes it waits for its end, and may have nothing else that keeps the process alive.
      if (this.#waiting.size === 0 && !this.#closing) this.#thread.unref();
    });
    this.#thread.on('messageerror', (cause) => lose(workerLost('sent what cannot be read', cause)));
    this.#thread.on('error', (cause) => lose(workerLost(`failed: ${cause}`, cause)));
    this.#thread.on('exit', (code) => {
      lose(workerLost(`ended with exit code ${code}`));
      ended.resolve();
    });
    // Somebody else may be the one who waits for it: an unwatched rejection would end the process.
    loading.promise.catch(() => undefined);
    // A copy, since each session needs bytes of its own while it loads.
    const bytes = artifact.bytes.slice();
    this.#tell({ kind: 'load', bytes }, [bytes.buffer]);
  }

  /** Messages that are under way. */
  get inFlight(): number {
    return this.#waiting.size;
  }

  /**
   * Runs that are asked for in one message, which costs as much as a small run. The values are copied before this returns.
   *
   * @param settled - called when every run has its answers, or failed
   */
  run(runs: readonly AskedRun[], settled: () => void): void {
    if (this.#lost) {
      for (const { answers } of runs) answers.reject(this.#lost);
      settled();
      return;
    }
    const id = this.#nextId;
    this.#nextId += 1;
    if (this.#waiting.size === 0) this.#thread.ref();
    const all = rowsIn(runs);
    const memory = this.#memoryFor(all);
    const { values } = runMemory(memory, all, this.#sizes);
    let first = 0;
    for (const run of runs) {
      values.set(run.values, first);
      first += run.values.length;
    }
    this.#waiting.set(id, { runs, memory, settled });
    this.#tell({ kind: 'run', id, rows: runs.map(({ rows }) => rows), memory });
  }

  /** Ends the thread when its runs are done. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#thread.ref();
    this.#tell({ kind: 'close' });
    await this.#ended;
  }

  #settle({ id, failed }: Extract<FromWorker, { kind: 'done' }>): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    const { runs, memory, settled } = waiting;
    this.#waiting.delete(id);
    for (const failure of failed) runs[failure.run]?.answers.reject(runFailure(this.#artifact.path, failure));
    const answered = runMemory(memory, rowsIn(runs), this.#sizes);
    let first = 0;
    for (const { rows, answers } of runs) {
      answers.resolve(copyOf(answered, first, rows, this.#sizes));
      first += rows;
    }
    this.#spare.push(memory);
    settled();
  }

  #memoryFor(rows: number): SharedArrayBuffer {
    const bytes = memoryFor(rows, this.#sizes);
    const spare = this.#spare.pop();
    return spare && spare.byteLength >= bytes ? spare : new SharedArrayBuffer(bytes);
  }

  #tell(message: ToWorker, transfer: ArrayBuffer[] = []): void {
    this.#thread.postMessage(message, transfer);
  }
}

function rowsIn(runs: readonly AskedRun[]): number {
  return runs.reduce((sum, { rows }) => sum + rows, 0);
}

function copyOf(
  { scores, actions, margins }: RunMemory,
  first: number,
  rows: number,
  { answerWidth }: RowSizes,
): RunAnswers {
  return {
    scores: scores.slice(first * answerWidth, (first + rows) * answerWidth),
    actions: actions.slice(first, first + rows),
    margins: margins.slice(first, first + rows),
  };
}

function runFailure(path: string, { message, mismatched }: FailedRun): ArtifactError {
  if (mismatched) return new ArtifactMismatch(path, [message]);
  return new ArtifactError('ARTIFACT_FAILS', {
    problem: `${path} loads, but fails when it is run: ${shorten(message)}`,
    remedy: 'run the same file with onnxruntime where it was exported; the export has lost something',
  });
}

function workerLost(what: string, cause?: unknown): OracleError {
  return new OracleError('ORACLE_WORKER_LOST', {
    problem: `a worker thread of the oracle ${what}`,
    remedy: 'run again; if it repeats, the machine may lack memory, or onnxruntime-node does not fit it (assay doctor)',
    cause,
  });
}
