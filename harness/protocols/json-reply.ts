import type { ActionSpace } from '../contract/action-space.ts';
import type { ReplyPlaces } from '../contract/contract.ts';
import type { Place } from '../contract/units.ts';
import { pointerTokens, valueAt } from './json-pointer.ts';
import { columnsOf } from './json-reply-column.ts';
import { decisionReader } from './json-reply-decision.ts';
import { duration, finiteNumber, flag, indexReader, versionText, wholeNumber } from './json-reply-values.ts';
import { describe, at as locate, ReplyMismatch } from './json-shape.ts';
import type { RowAnswer } from './protocol.ts';
import { ProtocolError } from './protocol-error.ts';
import type { JsonValue } from './strict-json.ts';

export interface ReplyForm {
  readonly places: ReplyPlaces;
  /** Pointer to an array of one item a row; the places are then within an item. */
  readonly each: string | undefined;
  /** Whether the form is for many rows. */
  readonly batch: boolean;
  readonly actions: ActionSpace;
}

/** @throws {ReplyMismatch} */
export type ReadReply = (body: JsonValue, rows: number) => RowAnswer[];

/**
 * Compiles the places of a reply into a function that reads it. Shapes, where a place declares none:
 *
 * | place                              | one row, or `each`                | many rows, not `each`       |
 * |------------------------------------|-----------------------------------|-----------------------------|
 * | action                             | scalar                            | `[batch]`                   |
 * | action of a box                    | `[actions]`: one a dimension      | `[batch, actions]`          |
 * | action of a box with one dimension | scalar or `[1]`                   | `[batch]` or `[batch, 1]`   |
 * | scores                             | `[actions]`                       | `[batch, actions]`          |
 * | scores, of quantiles               | `[actions, quantiles]`            | `[batch, actions, quantiles]` |
 * | discrete, cvar                     | scalar                            | `[batch]`                   |
 * | flag, count, version, latency      | scalar                            | `[batch]`, or a scalar that holds for all |
 *
 * Action and scores must be there if a place is given for them; of the others, what is missing is `undefined`, never
 * assumed. What is there must be what it should be: a flag that is the string "true", or null, makes the reply
 * unreadable. Only a version may be null, which states none. Values of a box may be beyond its bounds: that is for
 * others to judge.
 *
 * @throws {ProtocolError} SHAPE_DOES_NOT_FIT, PLACE_DOES_NOT_FIT
 */
export function compileReply({ places, each, batch, actions }: ReplyForm): ReadReply {
  mustBeStatable(places, actions);
  const counts =
    actions.kind === 'box'
      ? { actions: actions.low.length, quantiles: undefined }
      : { actions: actions.labels.length, quantiles: actions.quantiles };
  const column = columnsOf(counts, batch && each === undefined ? ['batch'] : []);

  const decisions = decisionReader(actions, places, column);
  const further = furtherReader(places, actions, column);
  const [used, count, version, latency] = [
    column({ name: 'usedTrainedModel', place: places.usedTrainedModel, reader: flag, presence: 'shared' }),
    column({ name: 'featureCount', place: places.featureCount, reader: wholeNumber, presence: 'shared' }),
    column({ name: 'modelVersion', place: places.modelVersion, reader: versionText, presence: 'shared' }),
    column({
      name: 'latency',
      place: places.latency && plain(places.latency.pointer),
      reader: duration(places.latency?.unit ?? 'ms'),
      presence: 'shared',
    }),
  ];

  const readScope = (scope: JsonValue, rows: number, path: string): RowAnswer[] => {
    const decided = decisions(scope, rows, path);
    const more = further?.(scope, rows, path);
    const flags = used(scope, rows, path);
    const featureCounts = count(scope, rows, path);
    const versions = version(scope, rows, path);
    const latencies = latency(scope, rows, path);
    return decided.map(({ action, scores }, row) => ({
      action,
      scores,
      ...more?.(row),
      usedTrainedModel: inRow(flags, row),
      featureCount: inRow(featureCounts, row),
      modelVersion: inRow(versions, row),
      latency: inRow(latencies, row),
    }));
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

type Further = Pick<RowAnswer, 'discrete' | 'cvar'>;

/** What only some contracts let a reply state; undefined where this one does not. */
function furtherReader(
  { discrete, cvar }: ReplyPlaces,
  actions: ActionSpace,
  column: ReturnType<typeof columnsOf>,
): ((scope: JsonValue, rows: number, path: string) => (row: number) => Further) | undefined {
  if (!discrete && !cvar) return undefined;
  const labels = actions.kind === 'box' ? (actions.discretised?.labels ?? []) : [];
  const readDiscrete = column({
    name: 'discrete',
    place: discrete,
    reader: indexReader(labels, 'a discrete form of the action', 'actions.discretised'),
    presence: 'optional',
  });
  const readTails = cvar?.map(({ level, pointer }) =>
    column({ name: `cvar ${level}`, place: plain(pointer), reader: finiteNumber, presence: 'optional' }),
  );
  return (scope, rows, path) => {
    const indexes = readDiscrete(scope, rows, path);
    const tails = readTails?.map((read) => read(scope, rows, path));
    return (row) => ({
      ...(discrete && { discrete: indexes[row] }),
      ...(tails && { cvar: tails.map((values) => values[row]) }),
    });
  };
}

/** A stack file names places of its own, which the rules of the contract have not seen. */
function mustBeStatable({ scores, discrete, cvar }: ReplyPlaces, actions: ActionSpace): void {
  const refuse = (problem: string, remedy: string): never => {
    throw new ProtocolError('PLACE_DOES_NOT_FIT', { problem, remedy });
  };
  if (actions.kind === 'box') {
    if (scores)
      refuse('there is a place for scores, but a continuous action has none', 'state its values as the action');
    if (discrete && !actions.discretised) {
      refuse(
        'there is a place for the discrete form of the action, but the contract has none',
        'declare actions.discretised',
      );
    }
    if (cvar)
      refuse('there are places for tail means, but a continuous action has no quantiles', 'leave out reply.cvar');
    return;
  }
  if (discrete)
    refuse('there is a place for a discrete form, but the actions are discrete already', 'leave out reply.discrete');
  if (cvar && actions.quantiles === undefined) {
    refuse('there are places for tail means, but the contract has no quantiles', 'declare actions.quantiles');
  }
}

function plain(pointer: string): Place {
  return { pointer, shape: undefined };
}

/** One value holds for all rows. */
function inRow<Value>(values: readonly Value[], row: number): Value | undefined {
  return values.length === 1 ? values[0] : values[row];
}
