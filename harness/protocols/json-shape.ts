import type { Axis } from '../contract/units.ts';
import { ProtocolError } from './protocol-error.ts';
import type { JsonValue } from './strict-json.ts';

/** Sizes of the axes of one value, outermost first; empty for a scalar. */
export type Sizes = readonly number[];

/** What is counted along an axis. */
export type Counted = 'batch' | 'actions' | 'quantiles';

/** How many there are of what a contract counts. */
export interface Counts {
  /** Actions, or dimensions of a box. */
  readonly actions: number;
  readonly quantiles: number | undefined;
}

const factors: Readonly<Record<Exclude<Axis, number>, readonly Counted[]>> = {
  batch: ['batch'],
  actions: ['actions'],
  quantiles: ['quantiles'],
  'batch*actions': ['batch', 'actions'],
  'actions*quantiles': ['actions', 'quantiles'],
  'batch*actions*quantiles': ['batch', 'actions', 'quantiles'],
};

/** The sizes that a declared shape has in a reply to so many rows. */
export function sizesOf(shape: readonly Axis[], rows: number, { actions, quantiles = 1 }: Counts): Sizes {
  const sizes: Readonly<Record<Counted, number>> = { batch: rows, actions, quantiles };
  return shape.map((axis) =>
    typeof axis === 'number' ? axis : factors[axis].reduce((product, factor) => product * sizes[factor], 1),
  );
}

/**
 * A shape must hold one value a row, or one a row and action (and quantile), in this order; an axis of size 1 may stand
 * anywhere.
 *
 * @param wanted - the axes in their order; without `batch` where a reply is to one row, whose shape may still name it
 * @throws {ProtocolError} SHAPE_DOES_NOT_FIT
 */
export function mustFit(field: string, shape: readonly Axis[], wanted: readonly Counted[], counts: Counts): void {
  const sizeOf = (counted: Counted) => (counted === 'batch' ? undefined : counts[counted]);
  const matters = (counted: Counted) => sizeOf(counted) !== 1 && (counted !== 'batch' || wanted.includes('batch'));
  const left = wanted.filter(matters);
  const fits = shape.every((axis) => {
    const named = typeof axis === 'number' ? ofSize(axis, left, sizeOf) : factors[axis].filter(matters);
    return named !== undefined && named.join() === left.splice(0, named.length).join();
  });
  if (fits && left.length === 0) return;
  throw new ProtocolError('SHAPE_DOES_NOT_FIT', {
    problem: `the shape of ${field} is [${shape.join(', ')}], which is not [${wanted.join(', ')}]`,
    remedy:
      'declare axes of batch, actions, quantiles, their products (such as batch*actions) or 1, the rows outermost; see `each` for an array of items',
  });
}

/** The next axes that have so many values together; undefined where none have. */
function ofSize(
  size: number,
  left: readonly Counted[],
  sizeOf: (counted: Counted) => number | undefined,
): readonly Counted[] | undefined {
  let product = 1;
  for (let taken = 0; taken <= left.length; taken += 1) {
    if (product === size) return left.slice(0, taken);
    product *= (taken < left.length ? sizeOf(left[taken]!) : undefined) ?? Number.NaN;
  }
  return undefined;
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
  // JSON has no word for NaN and the infinities, which come by other ways.
  const text = typeof value === 'number' ? `${value}` : JSON.stringify(value);
  const short = text.length <= 60 ? text : `${text.slice(0, 59)}…`;
  return typeof value === 'string' ? `the string ${short}` : short;
}
