/** Runs the artifact in a thread of its own, since onnxruntime blocks the thread that asks it. */
import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { decodeArgmax } from './decode.ts';
import type { FromWorker, RunAnswers, ToWorker, WorkerStart } from './worker-messages.ts';

const port = parentPort!;
const start: WorkerStart = workerData;

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
  const { input, output, rowShape, width } = start;
  const feeds = { [input]: new Tensor('float32', values, [rows, ...rowShape]) };
  const tensor = (await session.run(feeds, [output]))[output];
  if (!(tensor?.data instanceof Float32Array) || tensor.data.length !== rows * width) {
    const shape = tensor ? `${tensor.type} of shape [${tensor.dims.join(', ')}]` : 'absent';
    throw new Error(
      `for ${rows} rows the output ${output} is ${shape} instead of float32 of shape [${rows}, ${width}]`,
    );
  }
  const scores = new Float32Array(tensor.data);
  const actions = new Int32Array(rows);
  const margins = new Float32Array(rows);
  decodeArgmax(scores, width, actions, margins);
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
