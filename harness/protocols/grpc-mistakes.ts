import type { ObservationBlock } from '../contract/observation-block.ts';
import type { InputTensor, InputType } from '../contract/tensor.ts';
import {
  type Contents,
  fieldOf,
  head,
  raw,
  type SentTensor,
  tensorsOf,
  typed,
  type WriteRequest,
  written,
} from './grpc-request.ts';
import { misspelt, some } from './json-entry.ts';
import { isFloat } from './json-value.ts';
import type { ObservationLayout } from './observation-layout.ts';
import { inputWith } from './observation-layout.ts';
import type { MalformedKind } from './protocol.ts';
import { maskOf, valuesBesideTheirKind } from './wrong-kind.ts';

/** A message that differs from a good one in just one way. */
export interface GrpcMistake {
  readonly kind: MalformedKind;
  readonly note: string;
  /** Index of the feature that is wrong, or -1. */
  readonly feature: number;
  readonly body: Uint8Array;
}

interface Sending {
  readonly layout: ObservationLayout;
  readonly contents: Contents;
  readonly write: WriteRequest;
}

/** Every way in which the message for one row can be wrong, from a good row. Features are numbered from 0. */
export function grpcMistakes(sending: Sending, row: Float32Array, rows: number): GrpcMistake[] {
  const good = tensorsOf({ rows: 1, width: row.length, values: row }, sending.layout.inputs);
  const mistakes = [
    ...wrongTensors(sending, good),
    ...wrongContents(sending, good),
    ...wrongValues(sending, row, 1),
    ...(rows > 1 ? wrongValues(sending, row, rows) : []),
    ...wrongMessages(sending, good),
  ];
  // Of one input, to miss it is to have none; of raw contents, to have no values is to have no bytes.
  return [...Map.groupBy(mistakes, ({ body }) => Buffer.from(body).toString('latin1')).values()].map(
    ([first]) => first!,
  );
}

/** Names, shapes and counts. */
function wrongTensors({ contents, write }: Sending, good: readonly SentTensor[]): GrpcMistake[] {
  const mistake = (kind: MalformedKind, note: string, tensors: readonly SentTensor[]): GrpcMistake => ({
    kind,
    note,
    feature: -1,
    body: write(tensors, contents),
  });
  return some(good).flatMap((tensor) => {
    const { name, shape, values } = tensor;
    const [, ...axes] = shape;
    const changed = (change: Partial<SentTensor>) =>
      good.map((each) => (each === tensor ? { ...each, ...change } : each));
    const resized = (by: 1 | -1): GrpcMistake => {
      const last = (shape.at(-1) ?? 0) + by;
      const wrong = [...shape.slice(0, -1), last];
      const size = wrong.reduce((product, axis) => product * axis, 1);
      const taken = Float32Array.from({ length: size }, (_, index) => values[index] ?? values[0] ?? 0);
      return mistake(
        'count',
        `the input ${name} has the shape ${axesOf(wrong)} instead of ${axesOf(shape)}`,
        changed({ shape: wrong, values: taken }),
      );
    };
    return [
      ...(axes.length > 0 ? [resized(-1), resized(1)] : []),
      mistake(
        'count',
        `the input ${name} has 2 rows by its shape, and the values of 1`,
        changed({ shape: [2, ...axes] }),
      ),
      mistake('count', `the input ${name} has no values`, changed({ values: [] })),
      ...(axes.length > 0
        ? [mistake('count', `the input ${name} has no axis for the rows: ${axesOf(axes)}`, changed({ shape: axes }))]
        : []),
      mistake('count', `the input ${name} has a shape with a size below 0`, changed({ shape: [-1, ...axes] })),
      mistake(
        'count',
        `the input ${name} is missing`,
        good.filter((each) => each !== tensor),
      ),
      mistake('name', `the input ${name} is called ${misspelt(name, good)}`, changed({ name: misspelt(name, good) })),
    ];
  });
}

/** Contents that are not those of the datatype: of another type, in another field, in two places, cut. */
function wrongContents(sending: Sending, good: readonly SentTensor[]): GrpcMistake[] {
  const { contents, write } = sending;
  const [first, ...others] = good as [SentTensor, ...SentTensor[]];
  const { name, datatype, dtype } = first;
  const envelope = write([], contents);
  const message = (inputs: readonly object[], raws: readonly Uint8Array[] = []) =>
    joined(envelope, written({ inputs, raw_input_contents: raws }));
  const body = (note: string, bytes: Uint8Array): GrpcMistake => ({ kind: 'body', note, feature: -1, body: bytes });
  const typedInput = (tensor: SentTensor) => ({ ...head(tensor), contents: typed(tensor) });
  const otherType = datatype === 'FP32' ? 'FP64' : 'FP32';
  const otherField = dtype === 'float32' ? 'fp64_contents' : 'fp32_contents';
  const raws = good.map(raw);
  const [firstRaw, ...otherRaws] = raws as [Uint8Array, ...Uint8Array[]];
  return [
    body(
      `the input ${name} has the datatype ${otherType} instead of ${datatype}`,
      write([{ ...first, datatype: otherType }, ...others], contents),
    ),
    body(
      `the input ${name} has a datatype that is none: FLOAT`,
      write([{ ...first, datatype: 'FLOAT' }, ...others], contents),
    ),
    body(
      `the input ${name} has its values in ${otherField} instead of ${fieldOf(dtype)}`,
      message([{ ...head(first), contents: { [otherField]: Array.from(first.values) } }, ...others.map(typedInput)]),
    ),
    body(
      `the input ${name} has raw contents of ${firstRaw.length - 1} bytes instead of ${firstRaw.length}`,
      message(good.map(head), [firstRaw.subarray(0, -1), ...otherRaws]),
    ),
    body(
      `the input ${name} has raw contents of 0 bytes instead of ${firstRaw.length}`,
      message(good.map(head), [new Uint8Array(), ...otherRaws]),
    ),
    body(
      `there are raw contents for ${good.length + 1} inputs instead of ${good.length}`,
      message(good.map(head), [...raws, firstRaw]),
    ),
  ];
}

/**
 * Numbers that are none, at the ends of the row and in its middle, numbers that a feature of its kind cannot be, and a mask
 * that allows nothing; in a batch, in its second row.
 */
function wrongValues({ layout, contents, write }: Sending, row: Float32Array, rows: number): GrpcMistake[] {
  const at = rows > 1 ? 1 : 0;
  const where = rows > 1 ? `in row ${at} of ${rows}, ` : '';
  const mistake = (feature: number, note: string, wrong: Float32Array): GrpcMistake => {
    const values = new Float32Array(rows * row.length);
    for (let index = 0; index < rows; index++) values.set(index === at ? wrong : row, index * row.length);
    const block: ObservationBlock = { rows, width: row.length, values };
    return { kind: 'value', note: `${where}${note}`, feature, body: write(tensorsOf(block, layout.inputs), contents) };
  };
  const value = (feature: number, wrong: number, what: string) =>
    mistake(feature, `feature ${feature} (${layout.features[feature]!.name}) is ${what}`, row.with(feature, wrong));
  const indexes = [...layout.features.keys()];
  const mask = maskOf(layout);
  return [
    ...some(indexes)
      .filter((feature) => isFloat(inputWith(layout, feature).dtype))
      .flatMap((feature) =>
        [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((wrong) =>
          value(feature, wrong, `${wrong}`),
        ),
      ),
    ...valuesBesideTheirKind(layout, indexes)
      .filter(({ feature, value: wrong }) => holds(inputWith(layout, feature).dtype, wrong))
      .map(({ feature, value: wrong, what }) => value(feature, wrong, `${wrong}, ${what}`)),
    ...(mask ? [mistake(-1, `the mask ${mask.name} allows no action`, withoutActions(row, mask))] : []),
  ];
}

/** Whether a tensor of that type can hold the number: one of bools holds neither 2 nor 0.5, one of whole numbers no 0.5. */
function holds(dtype: InputType, value: number): boolean {
  return isFloat(dtype) || (dtype !== 'bool' && Number.isInteger(value));
}

function withoutActions(row: Float32Array, { first, size }: InputTensor): Float32Array {
  return Float32Array.from(row).fill(0, first, first + size);
}

function wrongMessages({ contents, write }: Sending, good: readonly SentTensor[]): GrpcMistake[] {
  const whole = write(good, contents);
  const body = (note: string, bytes: Uint8Array): GrpcMistake => ({ kind: 'body', note, feature: -1, body: bytes });
  return [
    { ...body('no inputs at all', write([], contents)), kind: 'count' },
    body('an empty message', new Uint8Array()),
    body('a message that ends in its midst', whole.subarray(0, whole.length >> 1)),
    body('no message: text', new TextEncoder().encode('observation')),
    body('no message: bytes that are all 255', new Uint8Array(64).fill(0xff)),
  ];
}

/** Messages one behind the other are one message, with the fields of both. */
function joined(...messages: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(messages));
}

function axesOf(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
