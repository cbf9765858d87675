import type { InputTensor } from '../contract/tensor.ts';
import { misspelt } from './json-entry.ts';
import type { Mistake } from './json-mistake.ts';
import type { ObservationLayout } from './observation-layout.ts';
import { datatypes, nested } from './open-inference-tensor.ts';
import type { MalformedKind } from './protocol.ts';
import type { JsonValue } from './strict-json.ts';

interface SentTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly datatype: string;
  readonly data: readonly JsonValue[];
}

/** What can be wrong with the tensors of one row, beside what can be wrong with any JSON: names, shapes and types. */
export function openInferenceMistakes(
  { data }: { readonly data: 'flat' | 'nested' },
  { inputs }: Pick<ObservationLayout, 'inputs'>,
  row: Float32Array,
): Mistake[] {
  const good = inputs.map((input) => tensorOf(input, row));
  const [first, ...others] = good as [SentTensor, ...SentTensor[]];
  const mistake = (kind: MalformedKind, note: string, tensors: readonly SentTensor[]): Mistake => ({
    kind,
    note,
    feature: -1,
    body: JSON.stringify({ inputs: tensors.map((tensor) => written(tensor, data)) }),
  });
  const changed = (change: Partial<SentTensor>) => [{ ...first, ...change }, ...others];
  const { name, shape, datatype } = first;
  const axes = `[${shape.join(', ')}]`;
  const resized = (by: 1 | -1): readonly SentTensor[] => {
    const last = (shape.at(-1) ?? 1) + by;
    const values = first.data.length / (shape.at(-1) ?? 1);
    const sized = Array.from({ length: values * last }, (_, index) => first.data[index] ?? first.data[0]!);
    return changed({ shape: [...shape.slice(0, -1), last], data: sized });
  };
  const otherType = datatype === 'FP32' ? 'FP64' : 'FP32';
  const counts = (['last', 'extra'] as const).map((what) => {
    const tensors = resized(what === 'last' ? -1 : 1);
    return mistake(
      'count',
      `the input ${name} has shape [${tensors[0]!.shape.join(', ')}] instead of ${axes}`,
      tensors,
    );
  });
  return [
    // An input without further axes has one value a row, whichever its last axis.
    ...(shape.length > 1 ? counts : []),
    mistake('name', `the input ${name} is called ${misspelt(name, good)}`, changed({ name: misspelt(name, good) })),
    mistake('count', `the input ${name} is missing`, others),
    mistake(
      'body',
      `the input ${name} has the type ${otherType} instead of ${datatype}`,
      changed({ datatype: otherType }),
    ),
    mistake('body', `the input ${name} has a type that is none: FLOAT`, changed({ datatype: 'FLOAT' })),
    mistake(
      'count',
      `the input ${name} has no axis for the rows: [${shape.slice(1).join(', ')}]`,
      changed({ shape: shape.slice(1) }),
    ),
    mistake(
      'count',
      `the input ${name} has 2 rows by its shape, and the values of 1`,
      changed({ shape: [2, ...shape.slice(1)] }),
    ),
  ];
}

function tensorOf({ name, axes, dtype, first, size }: InputTensor, row: Float32Array): SentTensor {
  const values = Array.from(row.subarray(first, first + size), (value) => (dtype === 'bool' ? value !== 0 : value));
  return { name, shape: [1, ...axes], datatype: datatypes[dtype], data: values };
}

function written(tensor: SentTensor, way: 'flat' | 'nested') {
  return way === 'flat' ? tensor : { ...tensor, data: nested(tensor.data, tensor.shape) };
}
