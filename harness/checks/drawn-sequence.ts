import { chanceOfProducts } from './chance-bounds.ts';

/** What two draws are to each other. */
export const neighbours = {
  rows: 'rows that are next to each other in a batch',
  requests: 'requests of one row that follow each other',
  batches: 'rows at the same place in batches that follow each other',
} as const;

type Neighbours = keyof typeof neighbours;

/** Standard normal scores of one row, a dimension; undefined where a draw has none. */
type Scores = readonly (number | undefined)[];

export interface Dependence {
  readonly between: Neighbours;
  readonly dimension: number;
  /** What the scores of neighbours have in common: 0 if they are independent, 1 if they are the same. */
  readonly correlation: number;
  /** How likely independent draws look so. */
  readonly chance: number;
}

/**
 * Draws in the order in which they were asked for: whether one follows from another, of another observation.
 *
 * Sums of products of neighbours are 0 on average if draws are independent, and grow with their number if they share a
 * random number, or if something of one is kept for the next.
 */
export class DrawnSequence {
  readonly #exchanges = new Map<number, readonly Scores[]>();

  /** @param rows - the scores of each row of an exchange */
  see(exchange: number, rows: readonly Scores[]): void {
    this.#exchanges.set(exchange, rows);
  }

  dependences(): Dependence[] {
    const sums = new Map<string, Products>();
    const of = (between: Neighbours, dimension: number) => {
      const key = `${between} ${dimension}`;
      const known = sums.get(key) ?? new Products(between, dimension);
      sums.set(key, known);
      return known;
    };
    for (const [id, rows] of this.#exchanges) {
      const follower = this.#exchanges.get(id + 1);
      const across = rows.length === 1 ? 'requests' : 'batches';
      const isFollowed = follower !== undefined && (rows.length === 1) === (follower.length === 1);
      rows.forEach((scores, row) => {
        scores.forEach((score, dimension) => {
          of(across, dimension).see(score, isFollowed ? follower[row]?.[dimension] : undefined);
          if (rows.length > 1) of('rows', dimension).see(score, rows[row + 1]?.[dimension]);
        });
      });
    }
    return [...sums.values()];
  }
}

class Products implements Dependence {
  readonly between: Neighbours;
  readonly dimension: number;
  #sum = 0;
  #pairs = 0;
  #draws = 0;

  constructor(between: Neighbours, dimension: number) {
    this.between = between;
    this.dimension = dimension;
  }

  see(score: number | undefined, next: number | undefined): void {
    if (score === undefined) return;
    this.#draws += 1;
    if (next === undefined) return;
    this.#pairs += 1;
    this.#sum += score * next;
  }

  get correlation(): number {
    return this.#pairs === 0 ? 0 : this.#sum / this.#pairs;
  }

  get chance(): number {
    return chanceOfProducts(this.#sum, this.#draws);
  }
}
