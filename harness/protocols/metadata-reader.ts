import type { EndpointFile } from '../contract/stack-file.ts';
import type { Tensor } from '../contract/tensor.ts';
import type { MetadataForm, StatedTensor } from './dialect.ts';
import { ReplyMismatch } from './json-shape.ts';
import type { StatedMetadata } from './protocol.ts';
import type { SpokenContract } from './spoken-contract.ts';
import { readStrictJson } from './strict-json.ts';

type Compared = Pick<Tensor, 'name' | 'axes' | 'dtype'>;

/** Compiles what reads the metadata of a model and compares them with the contract. */
export function metadataReader(
  { read, types }: MetadataForm,
  { policy }: Pick<SpokenContract, 'policy'>,
  protocol: EndpointFile['protocol'],
): (body: Uint8Array) => StatedMetadata | string {
  const { inputs: inputNames, outputs: outputNames } = namesIn(protocol);
  const served = (names: Readonly<Record<string, string>>) => (tensor: Compared) => ({
    ...tensor,
    name: names[tensor.name] ?? tensor.name,
  });
  const inputs = policy.inputs.map(served(inputNames));
  const outputs = [policy.output].map(served(outputNames));
  return (body) => {
    const json = readStrictJson(body);
    if (json.kind === 'refused') return json.problem;
    try {
      const stated = read(json.value);
      return {
        stated: `inputs ${shown(stated.inputs)}; outputs ${shown(stated.outputs)}`,
        mismatches: [
          ...mismatches('input', inputs, stated.inputs, types),
          ...unknown(inputs, stated.inputs),
          ...mismatches('output', outputs, stated.outputs, types),
        ],
      };
    } catch (error) {
      if (error instanceof ReplyMismatch) return error.message;
      throw error;
    }
  };
}

function namesIn(protocol: EndpointFile['protocol']): {
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
} {
  if ('json' in protocol || 'sagemaker' in protocol) return { inputs: {}, outputs: {} };
  return Object.values(protocol)[0];
}

function mismatches(
  what: 'input' | 'output',
  wanted: readonly Compared[],
  stated: readonly StatedTensor[],
  types: MetadataForm['types'],
): string[] {
  // A model that states none states nothing.
  if (stated.length === 0) return [];
  return wanted.flatMap((tensor) => {
    const found = stated.find(({ name }) => name === tensor.name);
    if (!found) return [`there is no ${what} ${tensor.name}, only ${stated.map(({ name }) => name).join(', ')}`];
    const type = types[tensor.dtype];
    return [
      ...(found.type === type ? [] : [`the ${what} ${tensor.name} is ${found.type}, not ${type}`]),
      ...(hasShape(found.shape, tensor.axes)
        ? []
        : [
            `the ${what} ${tensor.name} has the shape [${found.shape?.join(', ')}], not [-1, ${tensor.axes.join(', ')}]`,
          ]),
    ];
  });
}

function unknown(wanted: readonly Compared[], stated: readonly StatedTensor[]): string[] {
  return stated
    .filter(({ name }) => wanted.every((tensor) => tensor.name !== name))
    .map(({ name }) => `there is an input ${name} that the contract does not name`);
}

/** With an axis for the rows or, as some servers have it, without; an open size may be any. */
function hasShape(shape: readonly number[] | undefined, axes: readonly number[]): boolean {
  if (shape === undefined) return true;
  const own = shape.length > axes.length ? shape.slice(1) : shape;
  return own.length === axes.length && own.every((size, index) => size === -1 || size === axes[index]);
}

function shown(tensors: readonly StatedTensor[]): string {
  if (tensors.length === 0) return 'not stated';
  return tensors.map(({ name, type, shape }) => `${name} ${type} [${shape?.join(', ') ?? '?'}]`).join(', ');
}
