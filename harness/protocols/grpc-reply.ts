import { datatypes, readContents } from './grpc-datatypes.ts';
import { ReplyMismatch } from './json-shape.ts';
import type { OutputsByName } from './named-outputs.ts';
import { type Int64, messageType, wholeNumber } from './open-inference-messages.ts';
import { mostAxes, nested } from './open-inference-tensor.ts';
import type { JsonValue } from './strict-json.ts';

const response = messageType('ModelInferResponse');

interface Response {
  readonly model_name: string;
  readonly model_version: string;
  readonly outputs: readonly Output[];
  readonly raw_output_contents: readonly Uint8Array[];
}

interface Output {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly Int64[];
  readonly contents?: Readonly<Record<string, ArrayLike<unknown>>> | null;
}

/**
 * Tensors of a reply by their names, each nested as its shape, whether their contents are typed or raw; and the name and
 * the version of the model, where the reply states them, as `model_name` and `model_version`.
 *
 * @throws {ReplyMismatch}
 */
export function outputsInMessage(body: Uint8Array): OutputsByName {
  const { model_name, model_version, outputs, raw_output_contents: raw } = decoded(body);
  if (raw.length > 0 && raw.length !== outputs.length) {
    throw new ReplyMismatch(`there are ${raw.length} raw contents for ${outputs.length} outputs`);
  }
  const byName = new Map<string, JsonValue>();
  if (model_name !== '') byName.set('model_name', model_name);
  if (model_version !== '') byName.set('model_version', model_version);
  const seen = new Set<string>();
  for (const [index, output] of outputs.entries()) {
    if (seen.has(output.name)) throw new ReplyMismatch(`there are two outputs ${output.name}`);
    seen.add(output.name);
    byName.set(output.name, tensorIn(output, raw[index]));
  }
  return Object.fromEntries(byName);
}

function decoded(body: Uint8Array): Response {
  try {
    return response.decode(body) as unknown as Response;
  } catch (error) {
    throw new ReplyMismatch(`the message is no ModelInferResponse: ${error instanceof Error ? error.message : error}`);
  }
}

function tensorIn(output: Output, raw: Uint8Array | undefined): JsonValue {
  const { name, datatype } = output;
  if (output.shape.length > mostAxes) {
    throw new ReplyMismatch(`the output ${name} has ${output.shape.length} axes, more than ${mostAxes}`);
  }
  const shape = output.shape.map(wholeNumber);
  if (shape.some((size) => !(size >= 0))) {
    throw new ReplyMismatch(`the output ${name} has a size below 0 in its shape [${shape.join(', ')}]`);
  }
  const values = raw === undefined ? typedValues(output) : rawValues(output, raw);
  const size = shape.reduce((product, axis) => product * axis, 1);
  if (values.length !== size) {
    throw new ReplyMismatch(
      `the output ${name} has ${values.length} values of ${datatype}, but its shape is [${shape.join(', ')}]`,
    );
  }
  return nested(values, shape);
}

function typedValues({ name, datatype, contents }: Output): JsonValue[] {
  const field = datatype === 'BYTES' ? 'bytes_contents' : datatypes[datatype]?.field;
  if (field === undefined) {
    throw new ReplyMismatch(
      `the output ${name} has the datatype ${datatype || 'of no name'}, which has no typed contents`,
    );
  }
  return readContents[field](contents?.[field] ?? []);
}

function rawValues({ name, datatype, contents }: Output, raw: Uint8Array): JsonValue[] {
  const filled = Object.values(contents ?? {}).some((values) => values.length > 0);
  if (filled) throw new ReplyMismatch(`the output ${name} has typed contents and raw ones`);
  if (datatype === 'BYTES') return rawTexts(name, raw);
  const type = datatypes[datatype];
  if (!type) throw new ReplyMismatch(`the output ${name} has the datatype ${datatype || 'of no name'}, which is none`);
  if (raw.length % type.size !== 0) {
    throw new ReplyMismatch(`the output ${name} has ${raw.length} raw bytes, which is no number of ${datatype}`);
  }
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
  return Array.from({ length: raw.length / type.size }, (_, index) => type.get(view, index * type.size));
}

/** Each behind its length in four bytes. */
function rawTexts(name: string, raw: Uint8Array): string[] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
  const texts: string[] = [];
  for (let at = 0; at < raw.length; ) {
    const length = at + 4 <= raw.length ? view.getUint32(at, true) : Number.POSITIVE_INFINITY;
    const end = at + 4 + length;
    if (end > raw.length) throw new ReplyMismatch(`the output ${name} ends within a text`);
    texts.push(new TextDecoder().decode(raw.subarray(at + 4, end)));
    at = end;
  }
  return texts;
}
