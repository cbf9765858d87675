import fc from 'fast-check';
import type { Feature } from '../../contract/feature.ts';
import type { Template } from '../../contract/stack-file.ts';
import { type InputType, placedInputs } from '../../contract/tensor.ts';
import type { ObservationLayout } from '../observation-layout.ts';

interface Input {
  readonly name: string;
  readonly axes: readonly number[];
  readonly dtype?: InputType;
}

/** Inputs with the features of their values; those of a mask are flags. */
export function layoutWith(inputs: readonly Input[], features: readonly Feature[], mask?: string): ObservationLayout {
  const placed = placedInputs(
    inputs.map(({ name, axes, dtype = 'float32' }) => ({ name, shape: ['batch', ...axes], dtype })),
  );
  return { features, inputs: placed, mask };
}

/** One input with one axis, of real features. */
export function vectorLayout(names: readonly string[]): ObservationLayout {
  return layoutWith([{ name: 'observation', axes: [names.length] }], names.map(real));
}

export function real(name: string): Feature {
  return { name, kind: 'real', minimum: 0, maximum: 1 };
}

const name = fc.oneof(
  fc.constantFrom('x', 'xx', 'not_a_feature', 'not_an_input', 'a/b', 'a~1', '"', '}'),
  fc.string({ minLength: 1, maxLength: 5, unit: fc.constantFrom('a', 'b', '_', '0', ' ', 'é', '"', '\\') }),
);
const code = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(2 ** 25, -(2 ** 25)));

/** A feature that an input of this type can have. */
function anyFeature(dtype: InputType): fc.Arbitrary<Omit<Feature, 'name'>> {
  const flag: Omit<Feature, 'name'> = { kind: 'flag', minimum: 0, maximum: 1 };
  const plain: Omit<Feature, 'name'> = { kind: 'real', minimum: -4, maximum: 4 };
  const integer: Omit<Feature, 'name'> = { kind: 'integer', minimum: -2.5, maximum: 7 };
  if (dtype === 'bool') return fc.constant(flag);
  const categorical = fc.uniqueArray(code, { minLength: 2, maxLength: 4 }).map((listed): Omit<Feature, 'name'> => {
    const codes = listed.toSorted((one, other) => one - other);
    return { kind: 'categorical', codes, minimum: codes[0]!, maximum: codes.at(-1)! };
  });
  return fc.oneof(fc.constantFrom(flag, plain, integer), categorical);
}

/** One to three inputs of up to three axes, of every type and kind; the last may be a mask. */
export const anyLayout: fc.Arbitrary<ObservationLayout> = fc
  .record({
    names: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
    axes: fc.array(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }), { minLength: 3, maxLength: 3 }),
    types: fc.array(fc.constantFrom<InputType>('float32', 'float64', 'int32', 'int64', 'bool'), {
      minLength: 3,
      maxLength: 3,
    }),
    masked: fc.boolean(),
  })
  .chain(({ names, axes, types, masked }) => {
    const inputs = names.map((input, index) => ({ name: input, axes: axes[index]!, dtype: types[index]! }));
    const mask = masked && inputs.length > 1 ? inputs.at(-1)!.name : undefined;
    const { inputs: placed } = layoutWith(inputs, []);
    const width = placed.reduce((sum, { size }) => sum + size, 0);
    const kinds = placed.flatMap((input) =>
      Array.from({ length: input.size }, () => anyFeature(input.name === mask ? 'bool' : input.dtype)),
    );
    return fc
      .tuple(fc.uniqueArray(name, { minLength: width, maxLength: width }), fc.tuple(...kinds))
      .map(([features, described]) =>
        layoutWith(
          inputs,
          features.map((feature, index) => ({ name: feature, ...described[index]! })),
          mask,
        ),
      );
  });

/** Good values for a layout: what its kinds and types allow, and a mask that allows something. */
export function anyRow({ features, inputs, mask }: ObservationLayout): fc.Arbitrary<number[]> {
  const values = inputs.flatMap(({ name, first, size, dtype }) =>
    features.slice(first, first + size).map(({ kind, codes = [] }, index): fc.Arbitrary<number> => {
      if (name === mask && index === 0) return fc.constant(1);
      if (kind === 'categorical') return fc.constantFrom(...codes);
      if (kind === 'flag') return fc.constantFrom(0, 1);
      if (kind === 'integer') return fc.integer({ min: -2, max: 7 });
      if (dtype !== 'float32' && dtype !== 'float64') return fc.constantFrom(-0, 0, 3, -4);
      return fc.oneof(fc.constantFrom(0, -0, 0.5), fc.float({ noNaN: true, noDefaultInfinity: true }));
    }),
  );
  return fc.tuple(...values);
}

/** Every way to write an observation of a layout: as one row, or as several. */
export function templatesOf({ features, inputs }: ObservationLayout): { one: Template[]; several: Template[] } {
  const byInput = (kind: string) =>
    inputs.map(({ name }, index) => ({ name: `${index}`, data: `\${${kind}:${name}}` }));
  const several: Template[] = [
    '${rows}',
    { instances: '${rows}', raw: true },
    { namedRows: ['${namedRows}'] },
    { data: '${flat}' },
    { data: '${flat}', shape: ['${count}', features.length] },
    { inputs: byInput('inputRows') },
    Object.fromEntries(inputs.map(({ name }) => [`in ${name}`, `\${inputRows:${name}}`])),
  ];
  const one: Template[] = [
    '${features}',
    { features: '${features}' },
    { row: '${named}', version: 1 },
    { row: Object.fromEntries(features.map(({ name }) => [`its ${name}`, `\${feature:${name}}`])) },
    { inputs: byInput('input') },
    Object.fromEntries(inputs.map(({ name }) => [`in ${name}`, `\${input:${name}}`])),
  ];
  return { one: [...one, ...several], several };
}
