/** Runs the artifact in a thread of its own, since onnxruntime blocks the thread that asks it. */
import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession } from 'onnxruntime-node';
import { totalSize } from '../contract/tensor.ts';
import { decide } from './decision.ts';
import { runMemory } from './run-memory.ts';
import { sessionOptions } from './session-options.ts';
import { feedsOf, OutputMismatch, writeAnswers } from './session-values.ts';
import type { FailedRun, FromWorker, ToWorker, WorkerStart } from './worker-messages.ts';

const port = parentPort!;
const start: WorkerStart = workerData;
const sizes = { width: totalSize(start.inputs), answerWidth: totalSize(start.outputs) };
const namesOfOutputs = start.outputs.map(({ name }) => name);

let session: InferenceSession | undefined;
let previous: Promise<void> = Promise.resolve();

// One message after the other: a run must not overtake the loading, nor the end overtake a run.
port.on('message', (message: ToWorker) => {
  previous = previous.then(() => handle(message));
});

async function handle(message: ToWorker): Promise<void> {
  if (message.kind === 'load') await load(message.bytes);
  else if (message.kind === 'run') await answer(message.id, message.rows, message.memory);
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

async function answer(id: number, rows: readonly number[], memory: SharedArrayBuffer): Promise<void> {
  const { inputs, outputs, rule } = start;
  const all = rows.reduce((sum, count) => sum + count, 0);
  const { values, scores, actions, margins } = runMemory(memory, all, sizes);
  const failed: FailedRun[] = [];
  let next = 0;
  // Asked for together, since onnxruntime-node lets the event loop turn round before each.
  await Promise.all(
    rows.map(async (count, run) => {
      const first = next;
      next += count;
      try {
        if (!session) throw new Error('the model is not loaded');
        const own = values.subarray(first * sizes.width, (first + count) * sizes.width);
        const given = await session.run(feedsOf(inputs, count, own), namesOfOutputs);
        writeAnswers(scores, first, outputs, count, given);
      } catch (cause) {
        failed.push({ run, message: messageOf(cause), mismatched: cause instanceof OutputMismatch });
      }
    }),
  );
  decide(rule, scores, sizes.answerWidth, actions, margins);
  tell({ kind: 'done', id, failed });
}

async function close(): Promise<void> {
  await session?.release();
  port.close();
}

function tell(message: FromWorker): void {
  port.postMessage(message);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
