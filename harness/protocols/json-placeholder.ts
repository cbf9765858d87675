import { namedPlaceholders, type observationPlaceholders } from '../contract/placeholder.ts';
import type { Template } from '../contract/stack-file.ts';
import type { InputTensor } from '../contract/tensor.ts';
import type { ObservationLayout } from './observation-layout.ts';
import { ProtocolError } from './protocol-error.ts';

/** A string of a template that stands for the observation, or for a part of it. */
export type Placeholder =
  | { readonly kind: 'features' | 'rows' | 'named' | 'namedRows' | 'flat' | 'count' }
  | { readonly kind: 'feature'; readonly index: number }
  | { readonly kind: 'input' | 'inputRows' | 'inputFlat'; readonly input: InputTensor };

const kinds = [
  'features',
  'rows',
  'named',
  'namedRows',
  'flat',
  'count',
] as const satisfies readonly (keyof typeof observationPlaceholders)[];
const placeholders: ReadonlyMap<string, Placeholder> = new Map(kinds.map((kind) => [`\${${kind}}`, { kind }]));

const ofOneName = /^\$\{(feature|input|inputRows|inputFlat):(.*)\}$/s;

/**
 * What the string stands for; `undefined` if for itself.
 *
 * @throws {ProtocolError} TEMPLATE_UNKNOWN_PLACEHOLDER
 */
export function placeholderOf(text: string, layout: ObservationLayout): Placeholder | undefined {
  if (!text.includes('${')) return undefined;
  const whole = placeholders.get(text);
  if (whole) return whole;

  const [, kind, name] = ofOneName.exec(text) ?? [];
  if (kind === 'feature') {
    const index = layout.features.findIndex((feature) => feature.name === name);
    if (index >= 0) return { kind, index };
  }
  if (kind === 'input' || kind === 'inputRows' || kind === 'inputFlat') {
    const input = layout.inputs.find((input) => input.name === name);
    if (input) return { kind, input };
  }
  const says = `the request body says ${JSON.stringify(text)}`;
  const what = kind === 'feature' ? 'feature' : 'input';
  const known = [...placeholders.keys(), ...Object.keys(namedPlaceholders).map((named) => `\${${named}:NAME}`)];
  throw new ProtocolError('TEMPLATE_UNKNOWN_PLACEHOLDER', {
    problem:
      name === undefined
        ? `${says}, which stands for nothing`
        : `${says}, but no ${what} of the contract has the name ${name}`,
    remedy: `a placeholder is a whole string: one of ${known.join(', ')}`,
  });
}

/** Every placeholder of a template, in the order in which they are written. */
export function placeholdersIn(template: Template, layout: ObservationLayout): Placeholder[] {
  if (typeof template === 'string') return [placeholderOf(template, layout)].filter((found) => found !== undefined);
  if (typeof template !== 'object' || template === null) return [];
  return Object.values(template).flatMap((item: Template) => placeholdersIn(item, layout));
}
