import type { observationPlaceholders } from '../contract/placeholder.ts';
import type { Template } from '../contract/stack-file.ts';
import { ProtocolError } from './protocol-error.ts';

/** A string of a template that stands for the observation, or for a part of it. */
export type Placeholder =
  | { readonly kind: keyof typeof observationPlaceholders }
  | { readonly kind: 'feature'; readonly index: number };

const kinds = [
  'features',
  'rows',
  'named',
  'namedRows',
  'flat',
  'count',
] as const satisfies readonly (keyof typeof observationPlaceholders)[];
const placeholders: ReadonlyMap<string, Placeholder> = new Map(kinds.map((kind) => [`\${${kind}}`, { kind }]));

const oneFeature = /^\$\{feature:(.*)\}$/s;

/**
 * What the string stands for; `undefined` if for itself.
 *
 * @throws {ProtocolError} TEMPLATE_UNKNOWN_PLACEHOLDER
 */
export function placeholderOf(text: string, features: readonly string[]): Placeholder | undefined {
  if (!text.includes('${')) return undefined;
  const whole = placeholders.get(text);
  if (whole) return whole;

  const name = oneFeature.exec(text)?.[1];
  const index = name === undefined ? -1 : features.indexOf(name);
  if (index >= 0) return { kind: 'feature', index };
  throw new ProtocolError('TEMPLATE_UNKNOWN_PLACEHOLDER', {
    problem:
      name === undefined
        ? `the request body says ${JSON.stringify(text)}, which stands for nothing`
        : `the request body says ${JSON.stringify(text)}, but no feature of the contract has the name ${name}`,
    remedy: `a placeholder is a whole string: ${[...placeholders.keys()].join(', ')} or \${feature:NAME}`,
  });
}

/** Every placeholder of a template, in the order in which they are written. */
export function placeholdersIn(template: Template, features: readonly string[]): Placeholder[] {
  if (typeof template === 'string') return [placeholderOf(template, features)].filter((found) => found !== undefined);
  if (typeof template !== 'object' || template === null) return [];
  return Object.values(template).flatMap((item: Template) => placeholdersIn(item, features));
}
