import type { Axis } from '../contract/units.ts';
import { ProtocolError } from './protocol-error.ts';
import type { JsonValue } from './strict-json.ts';

/** Sizes of the axes of one value, outermost first; empty for a scalar. */
export type Sizes = readonly number[];

/** The sizes that a declared shape has in a reply to so many rows. */
export function sizesOf(shape: readonly Axis[], rows: number, actions: number): Sizes {
  return shape.map((axis) => {
    if (typeof axis === 'number') return axis;
    return { batch: rows, actions, 'batch*actions': rows * actions }[axis];
  });
}

/**
 * A shape must hold one value a row, or one a row and action, with the rows outermost; an axis of size 1 may stand
 * anywhere.
 *
 * @param wanted - the axes in their order; without `batch` where a reply is to one row, whose shape may still name it
 * @throws {ProtocolError} SHAPE_DOES_NOT_FIT
 */
export function mustFit(
  field: string,
  shape: readonly Axis[],
  wanted: readonly ('batch' | 'actions')[],
  actions: number,
): void {
  const axes = shape
    .flatMap((axis): Axis[] => {
      if (axis === 'batch*actions') return ['batch', 'actions'];
      if (axis === actions && wanted.includes('actions')) return ['actions'];
      return axis === 1 ? [] : [axis];
    })
    .filter((axis) => axis !== 'batch' || wanted.includes('batch'));
  if (axes.join() === wanted.join()) return;
  throw new ProtocolError('SHAPE_DOES_NOT_FIT', {
    problem: `the shape of ${field} is [${shape.join(', ')}], which is not [${wanted.join(', ')}]`,
    remedy: 'declare axes of batch, actions, batch*actions or 1, the rows outermost; see `each` for an array of items',
  });
}

/** What a reply says does not have the declared form; the message says where, and what stands there. */
export class ReplyMismatch extends Error {}

export const unreadable = Symbol('unreadable');

/** How one kind of value is read. */
export interface ValueReader<Value> {
  /** Ends the sentence "/action is 2.5, not …". */
  readonly wanted: string;
  read(value: JsonValue): Value | typeof unreadable;
}

/**
 * The values within nested arrays that have exactly these sizes, in order.
 *
 * @throws {ReplyMismatch}
 */
export function readNested<Value>(value: JsonValue, sizes: Sizes, path: string, reader: ValueReader<Value>): Value[] {
  const into: Value[] = [];
  const descend = (node: JsonValue, axis: number, here: string): void => {
    const size = sizes[axis]!;
    if (!Array.isArray(node)) throw new ReplyMismatch(`${at(here)} is ${describe(node)}, not an array of ${size}`);
    if (node.length !== size) throw new ReplyMismatch(`${at(here)} has ${node.length} items, not ${size}`);
    for (let index = 0; index < size; index++) {
      if (axis + 1 < sizes.length) descend(node[index]!, axis + 1, `${here}/${index}`);
      else into.push(taken(node[index]!, reader, here, index));
    }
  };
  if (sizes.length === 0) into.push(taken(value, reader, path));
  else descend(value, 0, path);
  return into;
}

function taken<Value>(value: JsonValue, reader: ValueReader<Value>, path: string, index?: number): Value {
  const read = reader.read(value);
  if (read !== unreadable) return read;
  const place = index === undefined ? path : `${path}/${index}`;
  throw new ReplyMismatch(`${at(place)} is ${describe(value)}, not ${reader.wanted}`);
}

export function at(path: string): string {
  return path === '' ? 'the body' : path;
}

/** A value in a few words. */
export function describe(value: JsonValue): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  const short = text.length <= 60 ? text : `${text.slice(0, 59)}…`;
  return typeof value === 'string' ? `the string ${short}` : short;
}
