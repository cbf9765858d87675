import type { ActionSpace, BoxSpace, DiscreteSpace } from '../contract/action-space.ts';
import type { ReplyPlaces } from '../contract/contract.ts';
import { cellOf } from '../contract/decode-cell.ts';
import { meansOfQuantiles } from '../contract/quantile-means.ts';
import type { columnsOf } from './json-reply-column.ts';
import { finiteNumber, indexReader } from './json-reply-values.ts';
import type { RowAnswer } from './protocol.ts';
import type { JsonValue } from './strict-json.ts';

type Decision = Pick<RowAnswer, 'action' | 'scores'>;
type ReadDecisions = (scope: JsonValue, rows: number, path: string) => Decision[];
type Columns = ReturnType<typeof columnsOf>;

/** Reads the decision of each row: what is stated, or else the best of the scores or quantiles; of a box, its values. */
export function decisionReader(space: ActionSpace, places: ReplyPlaces, column: Columns): ReadDecisions {
  return space.kind === 'box' ? boxReader(space, places, column) : discreteReader(space, places, column);
}

function discreteReader({ labels, quantiles }: DiscreteSpace, places: ReplyPlaces, column: Columns): ReadDecisions {
  const width = labels.length * (quantiles ?? 1);
  const readActions = column({
    name: 'action',
    place: places.action,
    reader: indexReader(labels, 'an action', 'the contract'),
    presence: 'required',
  });
  const readScores = column({
    name: 'scores',
    place: places.scores,
    axes: quantiles === undefined ? ['actions'] : ['actions', 'quantiles'],
    reader: finiteNumber,
    presence: 'required',
  });
  const decided = (scores: readonly number[]) =>
    best(quantiles === undefined ? scores : meansOfQuantiles(scores, quantiles));

  return (scope, rows, path) => {
    const actions = readActions(scope, rows, path);
    const allScores = readScores(scope, rows, path);
    return Array.from({ length: rows }, (_, row) => {
      const scores = places.scores && allScores.slice(row * width, (row + 1) * width);
      return { action: places.action ? actions[row]! : decided(scores ?? []), scores };
    });
  };
}

function boxReader(space: BoxSpace, { action }: ReplyPlaces, column: Columns): ReadDecisions {
  const dimensions = space.low.length;
  const read = column({ name: 'action', place: action, axes: ['actions'], reader: finiteNumber, presence: 'required' });
  return (scope, rows, path) => {
    const values = read(scope, rows, path);
    return Array.from({ length: rows }, (_, row) => {
      const scores = values.slice(row * dimensions, (row + 1) * dimensions);
      return { action: cellOf(space, scores), scores };
    });
  };
}

function best(scores: ArrayLike<number>): number {
  let leader = 0;
  for (let index = 1; index < scores.length; index += 1) if (scores[index]! > scores[leader]!) leader = index;
  return leader;
}
