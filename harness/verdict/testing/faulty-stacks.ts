import { rowOf } from '../../contract/observation-block.ts';
import { featureNames, labels, type SentRows, type SimulatedStack } from './simulated-stack.ts';

/** The model is given what `alter` makes of each row. */
export function altering(alter: (row: Float32Array) => Float32Array): SimulatedStack {
  return async ({ observations }, evaluate) => {
    const values = new Float32Array(observations.values.length);
    for (let row = 0; row < observations.rows; row += 1) {
      values.set(alter(rowOf(observations, row).slice()), row * observations.width);
    }
    const { actions, scores } = await evaluate({ ...observations, values });
    return { actions, scores };
  };
}

/** What is answered follows from what the model gives; the scores stay the model's. */
export function answering(action: (models: number, row: number, sent: SentRows) => number): SimulatedStack {
  return (sent) => ({ actions: Array.from(sent.model.actions, (models, row) => action(models, row, sent)) });
}

export function feature(name: string): number {
  const index = featureNames.indexOf(name);
  if (index < 0) throw new Error(`the contract has no feature ${name}`);
  return index;
}

export function action(label: string): number {
  const index = labels.indexOf(label);
  if (index < 0) throw new Error(`the contract has no action ${label}`);
  return index;
}

export function valueIn({ observations }: SentRows, row: number, name: string): number {
  return rowOf(observations, row)[feature(name)]!;
}

/** Actions by score, the best first. */
export function ranking({ model }: SentRows, row: number): number[] {
  const scores = rowOf({ rows: model.rows, width: model.width, values: model.scores }, row);
  return Array.from(scores, (_, index) => index).sort((a, b) => scores[b]! - scores[a]!);
}

export function probabilityOfBest({ model }: SentRows, row: number): number {
  const scores = rowOf({ rows: model.rows, width: model.width, values: model.scores }, row);
  const best = Math.max(...scores);
  return 1 / scores.reduce((sum, score) => sum + Math.exp(score - best), 0);
}
