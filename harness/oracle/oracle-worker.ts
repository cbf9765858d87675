import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AssayError } from '../assay-error.ts';
import type { Artifact } from './artifact.ts';
import { ArtifactError } from './artifact-error.ts';
import { loadFailure, shorten } from './load-failure.ts';
import { OracleError } from './oracle-error.ts';
import type { FromWorker, RunAnswers, ToWorker, WorkerStart } from './worker-messages.ts';

/** `.ts` as it is written, `.js` as it is published: nobody rewrites the name of a worker's file. */
const workerFile = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);

interface Waiting {
  readonly resolve: (answers: RunAnswers) => void;
  readonly reject: (error: AssayError) => void;
}

/** One thread with one session. Whatever becomes of the thread, every promise that it owes is settled. */
export class OracleWorker {
  /** Settles when the model is loaded; rejects with the ArtifactError or OracleError that says why it is not. */
  readonly loaded: Promise<void>;
  readonly #artifact: Artifact;
  readonly #thread: Worker;
  readonly #ended: Promise<void>;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #lost: AssayError | undefined;

  constructor(artifact: Artifact, start: WorkerStart) {
    const loading = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    this.loaded = loading.promise;
    this.#ended = ended.promise;
    this.#artifact = artifact;
    this.#thread = new Worker(workerFile, { workerData: start, name: 'assay-oracle' });

    const lose = (error: AssayError) => {
      this.#lost ??= error;
      loading.reject(this.#lost);
      for (const { reject } of this.#waiting.values()) reject(this.#lost);
      this.#waiting.clear();
    };
    this.#thread.on('message', (message: FromWorker) => {
      if (message.kind === 'loaded') loading.resolve();
      else if (message.kind === 'refused') lose(loadFailure(artifact.path, message.message));
      else this.#settle(message);
      if (this.#waiting.size === 0) this.#thread.unref();
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

  /** Runs that are under way. */
  get inFlight(): number {
    return this.#waiting.size;
  }

  /** The values are copied before this returns. */
  run(rows: number, values: Float32Array): Promise<RunAnswers> {
    if (this.#lost) return Promise.reject(this.#lost);
    const id = this.#nextId;
    this.#nextId += 1;
    const { promise, resolve, reject } = Promise.withResolvers<RunAnswers>();
    this.#waiting.set(id, { resolve, reject });
    this.#thread.ref();
    const copy = new Float32Array(values);
    this.#tell({ kind: 'run', id, rows, values: copy }, [copy.buffer]);
    return promise;
  }

  /** Ends the thread when its runs are done. */
  async close(): Promise<void> {
    this.#thread.ref();
    this.#tell({ kind: 'close' });
    await this.#ended;
  }

  #settle(message: Extract<FromWorker, { id: number }>): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === 'answers') waiting?.resolve(message.answers);
    else waiting?.reject(runFailure(this.#artifact.path, message.message));
  }

  #tell(message: ToWorker, transfer: ArrayBuffer[] = []): void {
    this.#thread.postMessage(message, transfer);
  }
}

function runFailure(path: string, message: string): ArtifactError {
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
