import type { Axis, Place } from '../contract/units.ts';
import { pointerTokens, valueAt } from './json-pointer.ts';
import {
  type Counted,
  type Counts,
  mustFit,
  ReplyMismatch,
  readNested,
  sizesOf,
  type ValueReader,
} from './json-shape.ts';
import type { JsonValue } from './strict-json.ts';

/** The values that a reply states at one place: one a row (and action), or one for all rows; none if it is missing. */
export type Column<Value> = (scope: JsonValue, rows: number, path: string) => Value[];

export interface Field<Value> {
  readonly name: string;
  readonly place: Place | undefined;
  /** Its axes within a row, outermost first. */
  readonly axes?: readonly Exclude<Counted, 'batch'>[];
  readonly reader: ValueReader<Value>;
  /** Whether it must be there, may be missing, or may be stated once for all rows. */
  readonly presence: 'required' | 'optional' | 'shared';
}

/**
 * What reads the fields of a reply.
 *
 * @param rowAxes - the axes before those of a field: of the rows, where a reply has them side by side
 * @throws {ProtocolError} SHAPE_DOES_NOT_FIT
 */
export function columnsOf(counts: Counts, rowAxes: readonly 'batch'[]) {
  return <Value>({ name, place, axes: ownAxes = [], reader, presence }: Field<Value>): Column<Value> => {
    if (!place) return () => [];
    const { pointer, shape } = place;
    const tokens = pointerTokens(pointer);
    const axes = [...rowAxes, ...ownAxes];
    const forAll = shape?.length === 0 && presence === 'shared' && rowAxes.length > 0;
    if (shape && !forAll) mustFit(name, shape, axes, counts);

    const usual = (value: JsonValue): readonly Axis[] => {
      if (presence === 'shared' && !Array.isArray(value)) return [];
      // A single value may stand alone, or in an array of one.
      const single = counts.actions === 1 && ownAxes.includes('actions');
      return single && !isArrayAt(value, rowAxes.length) ? rowAxes : axes;
    };
    return (scope, rows, path) => {
      const value = valueAt(scope, tokens);
      if (value === undefined) {
        if (presence === 'required') throw new ReplyMismatch(`${path}${pointer} is missing`);
        return [];
      }
      return readNested(value, sizesOf(shape ?? usual(value), rows, counts), path + pointer, reader);
    };
  };
}

/** Whether there are arrays below so many of them. */
function isArrayAt(value: JsonValue | undefined, depth: number): boolean {
  return Array.isArray(value) && (depth === 0 || isArrayAt(value[0], depth - 1));
}
