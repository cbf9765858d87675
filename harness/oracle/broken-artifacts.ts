import type { Contract } from '../contract/contract.ts';
import type { InputType, Tensor } from '../contract/tensor.ts';
import { readOnnx } from './onnx-file.ts';
import { integer, message, node, operatorSet, tensor, text, value, type Write, written } from './onnx-writer.ts';

/** Ways in which a file that stands in the place of an artifact is none. */
export const brokenKinds = [
  'half an artifact',
  'an artifact with a hole',
  'an empty file',
  'an artifact of another shape',
] as const;

export type BrokenKind = (typeof brokenKinds)[number];

type Interface = Pick<Contract['policy'], 'inputs' | 'outputs'>;

/** What can stand there in place of a sound file. */
export type BrokenArtifacts = ReadonlyMap<BrokenKind, Uint8Array>;

/** Of an ONNX file: none that could be loaded, but for the one of another shape. */
export function brokenArtifacts(sound: Uint8Array, policy: Interface): BrokenArtifacts {
  return broken(sound, withAHole(sound), ofAnotherShape(policy));
}

/**
 * Of a file in any other form. Where the hole is, stood what tells the form: no loader takes it for whole.
 *
 * @param another - a sound file of another shape; without it there is none of that kind
 */
export function brokenForms(sound: Uint8Array, another: Uint8Array | undefined): BrokenArtifacts {
  return broken(sound, sound.slice().fill(0, 0, holeBytes), another);
}

function broken(sound: Uint8Array, holed: Uint8Array, another: Uint8Array | undefined): BrokenArtifacts {
  const half = sound.subarray(0, sound.length >> 1);
  return new Map<BrokenKind, Uint8Array>([
    ['half an artifact', half],
    ['an artifact with a hole', holed],
    ['an empty file', new Uint8Array()],
    ...(another ? ([['an artifact of another shape', another]] as const) : []),
  ]);
}

const holeBytes = 64;

/** The first hole, from the front, that leaves no model. */
function withAHole(sound: Uint8Array): Uint8Array {
  for (let from = 0; from < sound.length; from += holeBytes) {
    const holed = sound.slice().fill(0, from, from + holeBytes);
    if ('kind' in readOnnx(holed)) return holed;
  }
  return new Uint8Array(sound.length);
}

const opset = 17;
const irVersion = 8;
const float32 = 1;
/** As onnx.proto numbers the types. */
const numberOf: Readonly<Record<InputType, number>> = { float32, int32: 6, int64: 7, bool: 9, float64: 11 };

/** A sound model of the same names that takes one value more, and answers 0 to everything. */
function ofAnotherShape({ inputs, outputs }: Interface): Uint8Array {
  const [first, ...others] = inputs;
  if (!first) return new Uint8Array();
  const axes = [...first.axes.slice(0, -1), (first.axes.at(-1) ?? 0) + 1];
  const width = axes.reduce((product, axis) => product * axis, 1);
  return written((model) => {
    integer(1, irVersion)(model);
    text(2, 'assay')(model);
    message(7, (graph) => {
      node('Cast', [first.name], 'numbers', { to: float32 })(graph);
      node('Flatten', ['numbers'], 'flat', { axis: 1 })(graph);
      for (const { name, size } of outputs) node('MatMul', ['flat', `zeros of ${size}`], name)(graph);
      text(2, 'of-another-shape')(graph);
      for (const size of new Set(outputs.map((output) => output.size))) {
        message(5, tensor(`zeros of ${size}`, [width, size], new Array<number>(width * size).fill(0)))(graph);
      }
      message(11, value(first.name, ['batch', ...axes], numberOf[first.dtype]))(graph);
      for (const input of others) message(11, declared(input))(graph);
      for (const output of outputs) message(12, declared({ ...output, axes: [output.size] }))(graph);
    })(model);
    message(8, operatorSet('', opset))(model);
  });
}

function declared({ name, axes, dtype }: Tensor): Write {
  return value(name, ['batch', ...axes], numberOf[dtype]);
}
