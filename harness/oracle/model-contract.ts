import type { Contract } from '../contract/contract.ts';
import type { OnnxModel } from './onnx-file.ts';
import type { TensorDescription } from './tensor-description.ts';

type Policy = Pick<Contract['policy'], 'inputs' | 'outputs'>;
type Declared = { readonly name: string; readonly shape: readonly (number | string)[]; readonly dtype: string };
type Interface = Pick<OnnxModel, 'inputs' | 'outputs'>;

/**
 * ARTIFACT-2: every way in which the model's inputs and outputs are not the contract's, one sentence each.
 *
 * What the model leaves open (a symbolic size, an undeclared shape) contradicts nothing.
 */
export function describeMismatch(model: Interface, policy: Policy): string[] {
  return [...describeInterface(model, policy), ...describeFixedBatch(model, policy)];
}

/** The mismatches for which the model cannot even be asked. */
export function describeInterface({ inputs, outputs }: Interface, policy: Policy): string[] {
  const others = inputs.filter(({ name }) => policy.inputs.every((input) => input.name !== name));
  return [
    ...policy.inputs.flatMap((input) => describeTensor('input', inputs, input)),
    ...policy.outputs.flatMap((output) => describeTensor('output', outputs, output)),
    ...(others.length > 0 ? [`the model also asks for ${listNames(others)}, which the contract does not name`] : []),
  ];
}

/** Rows that the model takes at once: a number where it is fixed, else `undefined`. */
export function fixedBatch({ inputs }: Pick<Interface, 'inputs'>, policy: Pick<Policy, 'inputs'>): number | undefined {
  const declared = inputs.filter(({ name }) => policy.inputs.some((input) => input.name === name));
  return declared.map(({ shape }) => shape?.[0]).find((batch) => typeof batch === 'number');
}

function describeFixedBatch(model: Interface, policy: Policy): string[] {
  const batch = fixedBatch(model, policy);
  if (batch === undefined) return [];
  const rows =
    batch === 1 ? 'exactly 1 row: batches are impossible' : `exactly ${batch} rows: other batches are impossible`;
  return [
    `the input ${policy.inputs.map(({ name }) => name).join(', ')} takes ${rows}; export the model with a dynamic batch axis`,
  ];
}

function describeTensor(kind: 'input' | 'output', tensors: readonly TensorDescription[], declared: Declared): string[] {
  const tensor = tensors.find(({ name }) => name === declared.name);
  if (!tensor) {
    return [`the model has no ${kind} ${declared.name}; it has ${listNames(tensors)}`];
  }
  const mismatches: string[] = [];
  if (tensor.dtype !== declared.dtype) {
    mismatches.push(`the ${kind} ${declared.name} is ${tensor.dtype}; the contract says ${declared.dtype}`);
  }
  if (tensor.shape && !sameShape(tensor.shape, declared.shape)) {
    mismatches.push(
      `the ${kind} ${declared.name} has the shape [${tensor.shape.join(', ')}]; ` +
        `the contract says [${declared.shape.join(', ')}]`,
    );
  }
  return mismatches;
}

/** Bounded, since a file may name anything at any length. */
function listNames(tensors: readonly TensorDescription[]): string {
  const names = tensors.slice(0, 8).map(({ name }) => name.slice(0, 100));
  return [...names, ...(tensors.length > 8 ? ['…'] : [])].join(', ') || 'none';
}

function sameShape(stated: readonly (number | string)[], declared: readonly (number | string)[]): boolean {
  return (
    stated.length === declared.length &&
    stated.every((size, axis) => {
      const wanted = declared[axis];
      return typeof size === 'string' || typeof wanted === 'string' || size === wanted;
    })
  );
}
