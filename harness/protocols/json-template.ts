import type { ObservationBlock } from '../contract/observation-block.ts';
import type { Template } from '../contract/stack-file.ts';
import { jsonArray, jsonNumber } from './json-number.ts';
import { type Placeholder, placeholderOf, placeholdersIn } from './json-placeholder.ts';
import { ProtocolError } from './protocol-error.ts';

export type EncodeBlock = (block: ObservationBlock) => string;
type FormKind = 'predict' | 'batch';

/**
 * Compiles a body template into a function that writes the body around the values of a block.
 *
 * @param kind - `predict` is given blocks of one row, `batch` any
 * @throws {ProtocolError} TEMPLATE_UNKNOWN_PLACEHOLDER, TEMPLATE_WITHOUT_OBSERVATION, TEMPLATE_INCOMPLETE, TEMPLATE_FOR_ONE_ROW
 */
export function compileTemplate(template: Template, features: readonly string[], kind: FormKind): EncodeBlock {
  mustCarryTheObservation(template, features, kind);

  const keys = features.map((name) => `${JSON.stringify(name)}:`);
  const pieces = [''];
  const writers: EncodeBlock[] = [];
  const literal = (text: string) => {
    pieces[pieces.length - 1] += text;
  };
  const add = (node: Template): void => {
    const placeholder = typeof node === 'string' ? placeholderOf(node, features) : undefined;
    if (placeholder) {
      writers.push(writerOf(placeholder, keys));
      pieces.push('');
    } else if (typeof node !== 'object' || node === null) {
      literal(JSON.stringify(node));
    } else if (Array.isArray(node)) {
      literal('[');
      node.forEach((item, index) => {
        if (index > 0) literal(',');
        add(item);
      });
      literal(']');
    } else {
      literal('{');
      Object.entries(node).forEach(([key, item], index) => {
        literal(`${index > 0 ? ',' : ''}${JSON.stringify(key)}:`);
        add(item);
      });
      literal('}');
    }
  };
  add(template);

  return (block) => {
    let text = pieces[0]!;
    for (let slot = 0; slot < writers.length; slot++) text += writers[slot]!(block) + pieces[slot + 1]!;
    return text;
  };
}

function writerOf(placeholder: Placeholder, keys: readonly string[]): EncodeBlock {
  switch (placeholder.kind) {
    case 'features':
      return (block) => jsonArray(block.values, 0, block.width);
    case 'flat':
      return (block) => jsonArray(block.values, 0, block.rows * block.width);
    case 'rows':
      return (block) => eachRow(block, (from) => jsonArray(block.values, from, from + block.width));
    case 'named':
      return (block) => members(block, 0, keys);
    case 'namedRows':
      return (block) => eachRow(block, (from) => members(block, from, keys));
    case 'count':
      return (block) => `${block.rows}`;
    case 'feature':
      return (block) => jsonNumber(block.values[placeholder.index]!);
  }
}

function members(block: ObservationBlock, from: number, keys: readonly string[]): string {
  let text = `{${keys[0]}${jsonNumber(block.values[from]!)}`;
  for (let index = 1; index < keys.length; index++) text += `,${keys[index]}${jsonNumber(block.values[from + index]!)}`;
  return `${text}}`;
}

function eachRow(block: ObservationBlock, write: (from: number) => string): string {
  let text = `[${write(0)}`;
  for (let row = 1; row < block.rows; row++) text += `,${write(row * block.width)}`;
  return `${text}]`;
}

function mustCarryTheObservation(template: Template, features: readonly string[], kind: FormKind): void {
  const found = placeholdersIn(template, features).filter((placeholder) => placeholder.kind !== 'count');
  const single = found.find(({ kind: of }) => of === 'features' || of === 'named' || of === 'feature');

  if (found.length === 0) {
    throw new ProtocolError('TEMPLATE_WITHOUT_OBSERVATION', {
      problem: `the ${kind} body of the stack file sends no observation`,
      remedy: 'put ${features}, ${rows}, ${named}, ${namedRows}, ${flat} or ${feature:NAME} where the values belong',
    });
  }
  if (kind === 'batch' && single) {
    throw new ProtocolError('TEMPLATE_FOR_ONE_ROW', {
      problem: `the batch body of the stack file holds \${${single.kind}}, which is one row`,
      remedy: 'a batch is ${rows}, ${namedRows} or ${flat}',
    });
  }
  const sent = new Set(found.map((placeholder) => (placeholder.kind === 'feature' ? placeholder.index : -1)));
  const left = sent.has(-1) ? [] : features.filter((_, index) => !sent.has(index));
  if (left.length > 0) {
    throw new ProtocolError('TEMPLATE_INCOMPLETE', {
      problem: `the ${kind} body sends ${sent.size} of ${features.length} features; missing: ${left.slice(0, 5).join(', ')}`,
      remedy: 'name every feature of the contract with ${feature:NAME}, or send ${features} or ${named}',
    });
  }
}
