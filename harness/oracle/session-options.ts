import type { InferenceSession } from 'onnxruntime-node';

/** One thread a session: the pool scales by sessions. Level 4: onnxruntime writes nothing to standard error. */
export const sessionOptions: InferenceSession.SessionOptions = {
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  interOpNumThreads: 1,
  intraOpNumThreads: 1,
  logSeverityLevel: 4,
};
