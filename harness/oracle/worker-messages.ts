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
  | { readonly kind: 'run'; readonly id: number; readonly rows: number; readonly values: Float32Array<ArrayBuffer> }
  /** Last: the worker ends when what came before is done. */
  | { readonly kind: 'close' };

export interface RunAnswers {
  readonly scores: Float32Array<ArrayBuffer>;
  readonly actions: Int32Array<ArrayBuffer>;
  readonly margins: Float32Array<ArrayBuffer>;
}

export type FromWorker =
  | { readonly kind: 'loaded' }
  /** onnxruntime refuses the model. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'answers'; readonly id: number; readonly answers: RunAnswers }
  /** The model loads, but fails on this input. */
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
