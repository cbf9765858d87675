import type { z } from 'zod';
import type { contractShape } from './contract-shape.ts';
import type { PlacedComplaint } from './explain.ts';
import type { Complaint } from './mistake.ts';
import type { Sound } from './rules.ts';
import type { YamlPath } from './yaml-path.ts';

/** A contract as far as it could be read. */
export type SoundContract = Sound<z.output<typeof contractShape>>;
export type SoundInput = NonNullable<NonNullable<SoundContract['policy']>['input']>;

export function complaint(path: YamlPath, problem: string, rest: Omit<Complaint, 'problem'> = {}): PlacedComplaint {
  return { path, about: 'value', problem, ...rest };
}

/** The inputs that a contract declares, and where; those that could be read. */
export function declaredInputs({ policy = {} }: SoundContract): readonly { input: SoundInput; path: YamlPath }[] {
  const { input, inputs = [] } = policy;
  return [
    ...(input === undefined ? [] : [{ input, path: ['policy', 'input'] }]),
    ...inputs.flatMap((each, index) =>
      each === undefined ? [] : [{ input: each, path: ['policy', 'inputs', index] }],
    ),
  ];
}

/** How many values one row of a tensor has; undefined where its shape could not be read. */
export function valuesOfARow(shape: readonly unknown[] | undefined): number | undefined {
  if (shape === undefined || shape.includes(undefined)) return undefined;
  return shape.slice(1).reduce<number>((product, size) => product * Number(size), 1);
}
