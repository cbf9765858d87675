import { noAction } from '../contract/no-action.ts';
import { RowStream } from '../observations/row-stream.ts';
import { shareThatWouldShow } from './chance-bounds.ts';
import type { CheckContext, JudgedExchange } from './check.ts';
import { drawnDistribution } from './drawn-distribution.ts';
import { DrawnSample } from './drawn-sample.ts';
import type { Tally } from './tally.ts';

/**
 * A check refutes an honest endpoint at most once in a million runs. Its tests share this: each of them refutes below a
 * part of it, and the parts add up to it.
 */
export const leastChance = 1e-6;
/** Fewer answers than it takes to notice that nine of ten were not drawn prove nothing. */
export const mostUnnoticed = 0.9;

/**
 * Judges the actions that an endpoint draws, by the distribution that the oracle gives to each row.
 *
 * No single draw is right or wrong. But the share of its distribution that lies before it (the probability integral
 * transform, Rosenblatt 1952) is uniform from 0 to 1 for every honest draw, whatever its row: so answers to a hundred
 * thousand different rows are one sample. How often the best action was not answered, and how often a bound of the box
 * was, is compared with how often it should have been. What lies between the bounds, or beside the best action, is compared
 * with the uniform distribution in 64 bins; continuous draws are also as standard normal ones, by their mean and their
 * width, and discrete ones by how likely they are, which shows another temperature. Chances are bounds that hold for any
 * number of answers, so that a refutation means what it says. What was too little to notice that nine of ten answers are
 * not drawn leaves the check unproven.
 *
 * Places within one action are drawn by the number of the exchange: the same history gets the same verdict.
 */
export class DrawnAnswers {
  readonly samples: DrawnSample[] = [];
  /** Those of them that came beside others in one reply: a code path of its own in many endpoints, and few of all. */
  readonly #inBatches: DrawnSample[] = [];
  /** Rows whose distribution is no wider than the tolerance. */
  narrow = 0;
  readonly #context: CheckContext;
  readonly #tally: Tally;
  readonly #leastChance: number;
  readonly #places = new PlacesWithinActions('place within an action');

  /** @param share - how likely all tests together may refute an honest endpoint */
  constructor(context: CheckContext, tally: Tally, share = leastChance) {
    this.#context = context;
    this.#tally = tally;
    this.#leastChance = share;
  }

  see({ exchange, reply, expected }: JudgedExchange): void {
    if (reply.kind !== 'answered' || exchange.rows === 0) return;
    const uniform = this.#places.of(exchange.id);
    reply.rows.forEach((answer, row) => {
      const oracle = expected[row];
      const distribution = oracle && oracle.action !== noAction && drawnDistribution(this.#context.contract, oracle);
      if (!distribution) return;
      const draws = distribution.draws(answer, uniform);
      if (draws.every((draw) => draw === undefined)) this.narrow += 1;
      else this.#tally.examined += 1;
      draws.forEach((draw, dimension) => {
        for (const samples of exchange.rows > 1 ? [this.samples, this.#inBatches] : [this.samples]) {
          samples[dimension] ??= new DrawnSample();
          if (draw) samples[dimension].see(draw);
        }
      });
    });
  }

  /** @returns why the sample proves nothing, and what it shows */
  conclude(): { readonly unproven?: string | undefined; readonly notes?: readonly string[] } {
    const { contract } = this.#context;
    const limit = this.#leastChance / Math.max(1, this.samples.length + this.#inBatches.length);
    const areDrawn = [this.#areDrawn(this.samples, limit, ''), this.#areDrawn(this.#inBatches, limit, ' in batches')];
    if (areDrawn.includes(false)) return {};
    if (this.samples.length === 0) return this.narrow > 0 ? { unproven: this.#tooNarrow() } : {};
    const shares = this.samples.map(({ away }) =>
      shareThatWouldShow(away.expected, {
        limit: limit / DrawnSample.tests,
        confidence: contract.assurance.confidence,
      }),
    );
    const unnoticed = shares.includes(undefined) ? 1 : Math.max(...shares.map((share) => share ?? 1));
    if (unnoticed > mostUnnoticed) {
      const count = Math.min(...this.samples.map(({ away }) => Math.floor(away.expected)));
      return {
        unproven:
          count === 0 && this.narrow > 0
            ? this.#tooNarrow()
            : `too few answers to tell draws from the best action: ${count} of ${this.samples[0]?.count} were to be expected ${awayInWords(contract.actions.kind)}`,
      };
    }
    return {
      notes: [
        `${this.samples[0]?.count} answers are draws from the model's distribution; that ${percent(unnoticed)} of them were not drawn would have shown`,
      ],
    };
  }

  #areDrawn(samples: readonly DrawnSample[], limit: number, when: string): boolean {
    const { actions } = this.#context.contract;
    const wrong = [...samples.entries()].filter(([, { chance }]) => chance < limit);
    for (const [dimension, { chance, away, count, worstInWords }] of wrong) {
      const which = samples.length > 1 && actions.kind === 'box' ? ` of ${actions.names[dimension]}` : '';
      this.#tally.violation({
        about: `the served actions${which}${when} are not drawn from the model's distribution`,
        expected: `${Math.round(away.expected)} of ${count} answers ${awayInWords(actions.kind)}, and all draws spread over their distributions`,
        seen: `${away.seen} such answers${worstInWords}; draws look like this with a probability ${chanceInWords(chance)}`,
      });
    }
    return wrong.length === 0;
  }

  #tooNarrow(): string {
    return `the model's distribution is no wider than the tolerance in ${this.narrow} answers: draws cannot be told from its mean`;
  }
}

/** Numbers strictly between 0 and 1 that follow from the exchange alone. */
export class PlacesWithinActions {
  readonly #stream: RowStream;

  /** @param name - places of different names are independent */
  constructor(name: string) {
    this.#stream = new RowStream(0, name);
  }

  of(exchange: number): () => number {
    this.#stream.seek(exchange);
    return () => (this.#stream.next() + 0.5) / 2 ** 32;
  }
}

function awayInWords(kind: 'discrete' | 'box'): string {
  return kind === 'discrete' ? 'other than the best action' : 'away from the mean';
}

/** `of at most 1.3e-9`. */
export function chanceInWords(chance: number): string {
  return chance < 1e-300 ? 'below 1e-300' : `of at most ${chance.toPrecision(2)}`;
}

function percent(share: number): string {
  return `${(100 * share).toPrecision(2)} %`;
}
