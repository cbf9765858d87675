import { RowStream } from '../../observations/row-stream.ts';

/** Draws as an honest endpoint makes them, from a seed. */
export class Draws {
  readonly #stream: RowStream;

  constructor(seed: number, name = 'draws') {
    this.#stream = new RowStream(seed, name);
  }

  /** Strictly between 0 and 1. */
  uniform(): number {
    return (this.#stream.next() + 0.5) / 2 ** 32;
  }

  /** Standard normal (Box and Muller 1958). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** An index, by the softmax of the scores at a temperature. */
  softmax(scores: readonly number[], temperature = 1): number {
    const weights = scores.map((score) => Math.exp((score - Math.max(...scores)) / temperature));
    let rest = this.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
    return weights.findIndex((weight) => {
      rest -= weight;
      return rest <= 0;
    });
  }
}
