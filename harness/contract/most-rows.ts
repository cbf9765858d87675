import type { ProtocolShape, TemplateForms } from './protocol-shape.ts';

/** Most rows that one request may carry; 1 where the stack file declares no batches. */
export function mostRows(protocol: ProtocolShape): number {
  if ('json' in protocol) return mostInABatch(protocol.json);
  if ('sagemaker' in protocol) {
    const { sagemaker } = protocol;
    return 'csv' in sagemaker ? sagemaker.csv.maximum : mostInABatch(sagemaker);
  }
  if ('openInference' in protocol) return protocol.openInference.maximum;
  if ('mlflow' in protocol) return protocol.mlflow.maximum;
  return 'tensorflow' in protocol ? protocol.tensorflow.maximum : protocol.kserve.maximum;
}

function mostInABatch({ batch }: TemplateForms): number {
  return batch?.maximum ?? 1;
}
