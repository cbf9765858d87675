import type { Template } from '../contract/stack-file.ts';
import { type Placeholder, placeholdersIn } from './json-placeholder.ts';
import type { ObservationLayout } from './observation-layout.ts';
import { ProtocolError } from './protocol-error.ts';

export type FormKind = 'predict' | 'batch';

/**
 * A body must send every value, and those of a batch those of all rows.
 *
 * @throws {ProtocolError} TEMPLATE_UNKNOWN_PLACEHOLDER, TEMPLATE_WITHOUT_OBSERVATION, TEMPLATE_INCOMPLETE, TEMPLATE_FOR_ONE_ROW
 */
export function mustCarryTheObservation(template: Template, layout: ObservationLayout, kind: FormKind): void {
  const found = placeholdersIn(template, layout).filter((placeholder) => placeholder.kind !== 'count');
  const single = found.find(({ kind: of }) => ofOneRow.includes(of));

  if (found.length === 0) {
    throw new ProtocolError('TEMPLATE_WITHOUT_OBSERVATION', {
      problem: `the ${kind} body of the stack file sends no observation`,
      remedy:
        'put ${features}, ${rows}, ${named}, ${namedRows}, ${flat}, ${feature:NAME}, ${input:NAME}, ${inputRows:NAME} or ${inputFlat:NAME} where the values belong',
    });
  }
  if (kind === 'batch' && single) {
    throw new ProtocolError('TEMPLATE_FOR_ONE_ROW', {
      problem: `the batch body of the stack file holds \${${single.kind}}, which is one row`,
      remedy: 'a batch is ${rows}, ${namedRows}, ${flat}, ${inputRows:NAME} or ${inputFlat:NAME}',
    });
  }
  const carried = new Set(found.flatMap((placeholder) => valuesOf(placeholder, layout)));
  const missing = missingFrom(carried, layout);
  if (missing.length > 0) {
    throw new ProtocolError('TEMPLATE_INCOMPLETE', {
      problem: `the ${kind} body sends ${carried.size} of ${layout.features.length} features; missing: ${missing.slice(0, 5).join(', ')}`,
      remedy:
        'name every feature of the contract with ${feature:NAME}, or every input with ${input:NAME}, or send ${features} or ${named}',
    });
  }
}

const ofOneRow: readonly Placeholder['kind'][] = ['features', 'named', 'feature', 'input'];

/** The values of a row that a placeholder writes, by index. */
function valuesOf(placeholder: Placeholder, { features }: ObservationLayout): readonly number[] {
  switch (placeholder.kind) {
    case 'feature':
      return [placeholder.index];
    case 'input':
    case 'inputRows':
    case 'inputFlat':
      return Array.from({ length: placeholder.input.size }, (_, index) => placeholder.input.first + index);
    default:
      return [...features.keys()];
  }
}

/** Inputs of which nothing is carried, where there are several, and features. */
function missingFrom(carried: ReadonlySet<number>, { features, inputs }: ObservationLayout): string[] {
  return inputs.flatMap(({ name, first, size }) => {
    const left = features.slice(first, first + size).filter((_, index) => !carried.has(first + index));
    return left.length === size && inputs.length > 1 ? [`the input ${name}`] : left.map((feature) => feature.name);
  });
}
