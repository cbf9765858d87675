import type { ObservationBlock } from '../contract/observation-block.ts';
import type { Template } from '../contract/stack-file.ts';
import type { InputTensor } from '../contract/tensor.ts';
import { jsonArray } from './json-number.ts';
import { type Placeholder, placeholderOf } from './json-placeholder.ts';
import { rowWriter, tensorWriter, type WriteValues } from './json-row.ts';
import { type FormKind, mustCarryTheObservation } from './json-template-rules.ts';
import { isFloat, valueWriter } from './json-value.ts';
import { inputWith, type ObservationLayout } from './observation-layout.ts';

export type EncodeBlock = (block: ObservationBlock) => string;

/**
 * Compiles a body template into a function that writes the body around the values of a block.
 *
 * @param kind - `predict` is given blocks of one row, `batch` any
 * @throws {ProtocolError} TEMPLATE_UNKNOWN_PLACEHOLDER, TEMPLATE_WITHOUT_OBSERVATION, TEMPLATE_INCOMPLETE, TEMPLATE_FOR_ONE_ROW
 */
export function compileTemplate(template: Template, layout: ObservationLayout, kind: FormKind): EncodeBlock {
  mustCarryTheObservation(template, layout, kind);

  const writers = writersFor(layout);
  const pieces = [''];
  const slots: EncodeBlock[] = [];
  const literal = (text: string) => {
    pieces[pieces.length - 1] += text;
  };
  const add = (node: Template): void => {
    const placeholder = typeof node === 'string' ? placeholderOf(node, layout) : undefined;
    if (placeholder) {
      slots.push(writers(placeholder));
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
    for (let slot = 0; slot < slots.length; slot++) text += slots[slot]!(block) + pieces[slot + 1]!;
    return text;
  };
}

function writersFor(layout: ObservationLayout): (placeholder: Placeholder) => EncodeBlock {
  const row = rowWriter(layout);
  const named = namedWriter(layout);
  const flat = flatWriter(layout);
  return (placeholder) => {
    switch (placeholder.kind) {
      case 'features':
        return (block) => row(block.values, 0);
      case 'flat':
        return flat;
      case 'rows':
        return (block) => eachRow(block, (from) => row(block.values, from));
      case 'named':
        return (block) => named(block.values, 0);
      case 'namedRows':
        return (block) => eachRow(block, (from) => named(block.values, from));
      case 'count':
        return (block) => `${block.rows}`;
      case 'feature': {
        const { index } = placeholder;
        const write = valueWriter(inputWith(layout, index).dtype);
        return (block) => write(block.values[index]!);
      }
      case 'input':
      case 'inputRows': {
        const { first } = placeholder.input;
        const write = tensorWriter(placeholder.input);
        if (placeholder.kind === 'input') return (block) => write(block.values, first);
        return (block) => eachRow(block, (from) => write(block.values, from + first));
      }
      case 'inputFlat':
        return flatInputWriter(placeholder.input);
    }
  };
}

function namedWriter(layout: ObservationLayout): WriteValues {
  const members = layout.features.map(({ name }, index) => ({
    key: `${index > 0 ? ',' : ''}${JSON.stringify(name)}:`,
    write: valueWriter(inputWith(layout, index).dtype),
  }));
  return (values, from) => {
    let text = '{';
    for (let index = 0; index < members.length; index++) {
      const { key, write } = members[index]!;
      text += key + write(values[from + index]!);
    }
    return `${text}}`;
  };
}

function flatWriter(layout: ObservationLayout): EncodeBlock {
  if (layout.inputs.every(({ dtype }) => isFloat(dtype))) {
    return (block) => jsonArray(block.values, 0, block.rows * block.width);
  }
  const writers = layout.features.map((_, index) => valueWriter(inputWith(layout, index).dtype));
  return ({ values, rows, width }) =>
    `[${Array.from(values.subarray(0, rows * width), (value, index) => writers[index % width]!(value)).join(',')}]`;
}

function flatInputWriter({ first, size, dtype }: InputTensor): EncodeBlock {
  const write = valueWriter(dtype);
  return ({ values, rows, width }) => {
    const texts = Array.from({ length: rows * size }, (_, index) => {
      const row = Math.floor(index / size);
      return write(values[row * width + first + (index % size)]!);
    });
    return `[${texts.join(',')}]`;
  };
}

function eachRow(block: ObservationBlock, write: (from: number) => string): string {
  let text = `[${write(0)}`;
  for (let row = 1; row < block.rows; row++) text += `,${write(row * block.width)}`;
  return `${text}]`;
}
