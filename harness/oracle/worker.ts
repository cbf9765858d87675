/** Runs the artifact in a thread of its own, since onnxruntime blocks the thread that asks it. */
import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession } from 'onnxruntime-node';
import { decide } from './decision.ts';
import { answersOf, feedsOf } from './session-values.ts';
import type { FromWorker, RunAnswers, ToWorker, WorkerStart } from './worker-messages.ts';

const port = parentPort!;
const start: WorkerStart = workerData;
const namesOfOutputs = start.outputs.map(({ name }) => name);

/** One thread a session: the pool scales by sessions. Level 4: onnxruntime writes nothing to standard error. */
const sessionOptions: InferenceSession.SessionOptions = {
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  interOpNumThreads: 1,
  intraOpNumThreads: 1,
  logSeverityLevel: 4,
};

let session: InferenceSession | undefined;
let previous: Promise<void> = Promise.resolve();

// One message after the other: a run must not overtake the loading, nor the end overtake a run.
port.on('message', (message: ToWorker) => {
  previous = previous.then(() => handle(message));
});

async function handle(message: ToWorker): Promise<void> {
  if (message.kind === 'load') await load(message.bytes);
  else if (message.kind === 'run') await answer(message.id, message.rows, message.values);
  else await close();
}

async function load(bytes: Uint8Array): Promise<void> {
  try {
    session = await InferenceSession.create(bytes, sessionOptions);
    tell({ kind: 'loaded' });
  } catch (cause) {
    tell({ kind: 'refused', message: messageOf(cause) });
  }
}

async function answer(id: number, rows: number, values: Float32Array): Promise<void> {
  try {
    const answers = await run(rows, values);
    tell({ kind: 'answers', id, answers }, [answers.scores.buffer, answers.actions.buffer, answers.margins.buffer]);
  } catch (cause) {
    tell({ kind: 'failed', id, message: messageOf(cause) });
  }
}

async function run(rows: number, values: Float32Array): Promise<RunAnswers> {
  if (!session) throw new Error('the model is not loaded');
  const { inputs, outputs, rule } = start;
  const given = await session.run(feedsOf(inputs, rows, values), namesOfOutputs);
  const scores = answersOf(outputs, rows, given);
  const actions = new Int32Array(rows);
  const margins = new Float32Array(rows);
  decide(rule, scores, scores.length / rows, actions, margins);
  return { scores, actions, margins };
}

async function close(): Promise<void> {
  await session?.release();
  port.close();
}

function tell(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
