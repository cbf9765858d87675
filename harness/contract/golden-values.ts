import type { Contract } from './contract.ts';
import type { Feature } from './feature.ts';
import { isOfType } from './input-type-rules.ts';
import { type ObservationBlock, rowOf } from './observation-block.ts';
import type { InputTensor } from './tensor.ts';

/**
 * Golden inputs that are no observations: values that are not of their feature's kind or that their input cannot hold, and
 * masks that allow nothing. What training saw may lie outside of the ranges.
 *
 * @returns one sentence each, with row and column of its input, counted from zero
 */
export function* inputsThatAreNoObservations(
  block: ObservationBlock,
  { policy, features }: Pick<Contract, 'features'> & { readonly policy: Pick<Contract['policy'], 'inputs' | 'mask'> },
): Generator<string> {
  for (const input of policy.inputs) {
    const own = features.slice(input.first, input.first + input.size);
    for (let row = 0; row < block.rows; row += 1) {
      const values = rowOf(block, row).subarray(input.first, input.first + input.size);
      for (const [column, feature] of own.entries()) {
        const wrong = whyNot(values[column]!, feature, input);
        if (wrong !== undefined) yield `inputs.${input.name}, row ${row}, column ${column} (${feature.name}): ${wrong}`;
      }
      if (input.name === policy.mask && !values.includes(1)) {
        yield `inputs.${input.name}, row ${row}: the mask allows no action`;
      }
    }
  }
}

function whyNot(value: number, { kind, codes = [] }: Feature, { dtype }: InputTensor): string | undefined {
  if (kind === 'flag' && value !== 0 && value !== 1) return `${value} is no flag; expected 0 or 1`;
  if (kind === 'categorical' && !codes.some((code) => Math.fround(code) === value)) {
    return `${value} is none of the codes ${codes.join(', ')}`;
  }
  if (kind === 'integer' && !Number.isInteger(value)) return `${value} is no whole number`;
  return isOfType(dtype, value) ? undefined : `${value} is no ${dtype}, which is what the input takes`;
}
