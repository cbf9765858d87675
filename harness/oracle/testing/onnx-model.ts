/** Small ONNX files for the tests, written field by field: nothing here needs Python or a trained policy. */
import {
  integer,
  integerAttribute,
  message,
  operatorSet,
  tensor,
  text,
  value,
  type Write,
  written,
} from '../onnx-writer.ts';

export interface LinearModel {
  readonly opset?: number;
  readonly irVersion?: number;
  /** Of the one node. */
  readonly operator?: string;
  readonly batch?: number | string;
  readonly inputName?: string;
  readonly outputName?: string;
  readonly features?: number;
  /** Weights, action by action: `actions` arrays of `features` values. */
  readonly weights?: readonly (readonly number[])[];
  readonly bias?: readonly number[];
  /** Size that the output declares a row to have, or a name that leaves it open. */
  readonly declaredActions?: number | string;
  /** Sizes that the weights claim to have. */
  readonly claimedSizes?: readonly number[];
  /** By its number in onnx.proto; 1 is float32. */
  readonly inputType?: number;
  /** An operator that is applied to the scores, with an axis: `['Softmax', 0]` makes each row depend on the others. */
  readonly afterwards?: readonly [operator: string, axis: number];
  /** Keeps the weights in another file. */
  readonly externalLocation?: string;
  /** Further fields of the graph, of the node, and of the model. */
  readonly inGraph?: Write;
  readonly inNode?: Write;
  readonly inModel?: Write;
}

export const threeActions = [
  [1, 0, 0, -0.5],
  [0, 1, 0, 0.25],
  [0, 0, 1, 0.125],
] as const;

/** `scores = weights * observation + bias`, four features and three actions unless told otherwise. */
export function linearModel({
  opset = 17,
  irVersion = 8,
  operator = 'Gemm',
  batch = 'batch',
  inputName = 'observation',
  outputName = 'logits',
  weights = threeActions,
  features = weights[0]?.length ?? 0,
  bias = weights.map(() => 0),
  declaredActions = weights.length,
  claimedSizes = [weights.length, features],
  inputType = 1,
  afterwards,
  externalLocation,
  inGraph = () => undefined,
  inNode = () => undefined,
  inModel = () => undefined,
}: LinearModel = {}): Uint8Array<ArrayBuffer> {
  return written((writer) => {
    integer(1, irVersion)(writer);
    text(2, 'assay-tests')(writer);
    message(7, (graph) => {
      message(1, (node) => {
        for (const name of [inputName, 'weights', 'bias']) text(1, name)(node);
        text(2, afterwards ? 'scores' : outputName)(node);
        text(4, operator)(node);
        if (operator === 'Gemm') message(5, integerAttribute('transB', 1))(node);
        inNode(node);
      })(graph);
      if (afterwards) {
        message(1, (node) => {
          text(1, 'scores')(node);
          text(2, outputName)(node);
          text(4, afterwards[0])(node);
          message(5, integerAttribute('axis', afterwards[1]))(node);
        })(graph);
      }
      text(2, 'policy')(graph);
      message(
        5,
        externalLocation === undefined
          ? tensor('weights', claimedSizes, weights.flat())
          : externalTensor('weights', claimedSizes, externalLocation),
      )(graph);
      message(5, tensor('bias', [bias.length], bias))(graph);
      message(11, value(inputName, [batch, features], inputType))(graph);
      message(12, value(outputName, [batch, declaredActions]))(graph);
      inGraph(graph);
    })(writer);
    message(8, operatorSet('', opset))(writer);
    inModel(writer);
  });
}

/** A TensorProto whose values stand in another file. */
export function externalTensor(name: string, sizes: readonly number[], location: string): Write {
  return (writer) => {
    for (const size of sizes) integer(1, size)(writer);
    integer(2, 1)(writer);
    text(8, name)(writer);
    message(13, (entry) => {
      text(1, 'location')(entry);
      text(2, location)(entry);
    })(writer);
    integer(14, 1)(writer);
  };
}
