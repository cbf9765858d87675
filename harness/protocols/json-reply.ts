import type { ReplyPlaces } from '../contract/contract.ts';
import type { Axis, Place } from '../contract/units.ts';
import { pointerTokens, valueAt } from './json-pointer.ts';
import {
  describe,
  at as locate,
  mustFit,
  ReplyMismatch,
  readNested,
  type Sizes,
  sizesOf,
  unreadable,
  type ValueReader,
} from './json-shape.ts';
import type { RowAnswer } from './protocol.ts';
import type { JsonValue } from './strict-json.ts';

export interface ReplyForm {
  readonly places: ReplyPlaces;
  /** Pointer to an array of one item a row; the places are then within an item. */
  readonly each: string | undefined;
  /** Whether the form is for many rows. */
  readonly batch: boolean;
  /** Label of each action, by index. */
  readonly labels: readonly string[];
}

/** @throws {ReplyMismatch} */
export type ReadReply = (body: JsonValue, rows: number) => RowAnswer[];

/**
 * Compiles the places of a reply into a function that reads it. Shapes, where a place declares none:
 *
 * | form                   | action    | scores             | flag, count, version, latency       |
 * |------------------------|-----------|--------------------|-------------------------------------|
 * | one row, or `each`     | scalar    | `[actions]`        | scalar                              |
 * | many rows, not `each`  | `[batch]` | `[batch, actions]` | scalar (holds for all) or `[batch]` |
 *
 * Action and scores must be there if a place is given for them; of the others, what is missing is `undefined`, never
 * assumed. What is there must be what it should be: a flag that is the string "true", or null, makes the reply
 * unreadable. Only a version may be null, which states none.
 *
 * @throws {ProtocolError} SHAPE_DOES_NOT_FIT
 */
export function compileReply({ places, each, batch, labels }: ReplyForm): ReadReply {
  const manyRows = batch && each === undefined;
  const rowAxes = manyRows ? (['batch'] as const) : ([] as const);
  const column = columnFor(labels.length, rowAxes);

  const action = places.action && column('action', places.action, rowAxes, actionReader(labels), true);
  const scores = places.scores && column('scores', places.scores, [...rowAxes, 'actions'], finiteNumber, true);
  const used = column('usedTrainedModel', places.usedTrainedModel, rowAxes, flag);
  const count = column('featureCount', places.featureCount, rowAxes, wholeNumber);
  const version = column('modelVersion', places.modelVersion, rowAxes, versionText);
  const latency = column('latency', withoutShape(places.latency), rowAxes, duration(places.latency?.unit ?? 'ms'));

  const readScope = (scope: JsonValue, rows: number, path: string): RowAnswer[] => {
    const actions = action?.(scope, rows, path);
    const allScores = scores?.(scope, rows, path);
    const flags = used(scope, rows, path);
    const counts = count(scope, rows, path);
    const versions = version(scope, rows, path);
    const latencies = latency(scope, rows, path);
    return Array.from({ length: rows }, (_, row) => {
      const rowScores = allScores?.slice(row * labels.length, (row + 1) * labels.length);
      return {
        action: actions ? actions[row]! : best(rowScores ?? []),
        scores: rowScores,
        usedTrainedModel: inRow(flags, row),
        featureCount: inRow(counts, row),
        modelVersion: inRow(versions, row),
        latency: inRow(latencies, row),
      };
    });
  };
  if (each === undefined) return (body, rows) => readScope(body, rows, '');

  const tokens = pointerTokens(each);
  return (body, rows) => {
    const items = valueAt(body, tokens);
    if (items === undefined) throw new ReplyMismatch(`${each} is missing`);
    if (!Array.isArray(items))
      throw new ReplyMismatch(`${locate(each)} is ${describe(items)}, not an array of ${rows}`);
    if (items.length !== rows) throw new ReplyMismatch(`${locate(each)} has ${items.length} items for ${rows} rows`);
    return items.flatMap((item, index) => readScope(item, 1, `${each}/${index}`));
  };
}

/** The values that a reply states at one place: one a row (and action), or one for all rows; none if it is missing. */
type Column<Value> = (scope: JsonValue, rows: number, path: string) => Value[];

function columnFor(actions: number, rowAxes: readonly Axis[]) {
  return <Value>(
    field: string,
    place: Place | undefined,
    axes: readonly ('batch' | 'actions')[],
    reader: ValueReader<Value>,
    required = false,
  ): Column<Value> => {
    if (!place) return () => [];
    const { pointer, shape } = place;
    const tokens = pointerTokens(pointer);
    const forAll = shape?.length === 0 && !required && rowAxes.length > 0;
    if (shape && !forAll) mustFit(field, shape, axes, actions);

    return (scope, rows, path) => {
      const value = valueAt(scope, tokens);
      if (value === undefined) {
        if (required) throw new ReplyMismatch(`${path}${pointer} is missing`);
        return [];
      }
      const usual: readonly Axis[] = !required && !Array.isArray(value) ? [] : axes;
      const sizes: Sizes = sizesOf(shape ?? usual, rows, actions);
      return readNested(value, sizes, path + pointer, reader);
    };
  };
}

/** One value holds for all rows. */
function inRow<Value>(values: readonly Value[], row: number): Value | undefined {
  return values.length === 1 ? values[0] : values[row];
}

function withoutShape(place: ReplyPlaces['latency']): Place | undefined {
  return place && { pointer: place.pointer, shape: undefined };
}

function best(scores: readonly number[]): number {
  return scores.reduce((leader, score, index) => (score > scores[leader]! ? index : leader), 0);
}

function actionReader(labels: readonly string[]): ValueReader<number> {
  const indexes = new Map(labels.map((label, index) => [label, index]));
  return {
    wanted: `an action: an integer from 0 to ${labels.length - 1}, or a label of the contract`,
    read(value) {
      if (typeof value === 'string') return indexes.get(value) ?? unreadable;
      const isAction = Number.isInteger(value) && Number(value) >= 0 && Number(value) < labels.length;
      // Adding zero makes an action of -0.
      return isAction ? Number(value) + 0 : unreadable;
    },
  };
}

const finiteNumber: ValueReader<number> = {
  wanted: 'a finite number',
  read: (value) => (typeof value === 'number' && Number.isFinite(value) ? value : unreadable),
};

const flag: ValueReader<boolean> = {
  wanted: 'true or false',
  read: (value) => (typeof value === 'boolean' ? value : unreadable),
};

const wholeNumber: ValueReader<number> = {
  wanted: 'a whole number',
  read: (value) => (typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : unreadable),
};

const versionText: ValueReader<string | undefined> = {
  wanted: 'a version: a string or a number',
  read(value) {
    if (value === null) return undefined;
    return typeof value === 'string' || typeof value === 'number' ? `${value}` : unreadable;
  },
};

const millisecondsPer = { us: 0.001, ms: 1, s: 1_000 } as const;

function duration(unit: keyof typeof millisecondsPer): ValueReader<number> {
  return {
    wanted: 'a duration: a finite number, not below 0',
    read: (value) =>
      typeof value === 'number' && value >= 0 && Number.isFinite(value * millisecondsPer[unit])
        ? value * millisecondsPer[unit]
        : unreadable,
  };
}
