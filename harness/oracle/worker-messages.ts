import type { InputTensor, Tensor } from '../contract/tensor.ts';
import type { DecisionRule } from './decision.ts';

/** What a worker is started with. */
export interface WorkerStart {
  readonly inputs: readonly InputTensor[];
  readonly outputs: readonly Tensor[];
  readonly rule: DecisionRule;
}

export type ToWorker =
  /** First, and once. The bytes are the worker's own. */
  | { readonly kind: 'load'; readonly bytes: Uint8Array<ArrayBuffer> }
  /** Runs of the model: so many rows each, one after the other in `memory`, which is the worker's until it answers. */
  | {
      readonly kind: 'run';
      readonly id: number;
      readonly rows: readonly number[];
      readonly memory: SharedArrayBuffer;
    }
  /** Last: the worker ends when what came before is done. */
  | { readonly kind: 'close' };

export interface RunAnswers {
  readonly scores: Float32Array<ArrayBuffer>;
  readonly actions: Int32Array<ArrayBuffer>;
  readonly margins: Float32Array<ArrayBuffer>;
}

/** A run that the model failed on, by its place in the message; its answers mean nothing. */
export interface FailedRun {
  readonly run: number;
  readonly message: string;
  /** Whether it gave something that is not what the contract says. */
  readonly mismatched: boolean;
}

export type FromWorker =
  | { readonly kind: 'loaded' }
  /** onnxruntime refuses the model. */
  | { readonly kind: 'refused'; readonly message: string }
  /** All runs of a message are done. */
  | { readonly kind: 'done'; readonly id: number; readonly failed: readonly FailedRun[] };
