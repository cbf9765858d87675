import type { CheckContext, Finding, JudgedExchange } from './check.ts';
import { upperBound } from './clopper-pearson.ts';
import { isDrawn } from './comparable-scores.ts';
import { saysNothing } from './says-nothing.ts';
import type { Tally } from './tally.ts';
import { expectedInWords, replyInWords } from './wording.ts';
import { wrongWith } from './wrong-with.ts';

/** That good requests fail by their neighbours, and, to leave it open, that they may. */
const confidence = { certain: 0.99, likely: 0.9 };
const findingsKept = 24;

/**
 * What one request gets does not depend on what is wrong with another that is in flight at the same time.
 *
 * Good requests may fail among good ones as well; it is not their neighbour then that they fail by. So waves in which some
 * do are counted on both sides, and must be so many more beside a malformed request that it cannot be chance (sign test).
 * One that gets no answer at all refutes nothing, and must be as rare for this to be proven.
 */
export class BesideMalformedRequests {
  readonly #context: CheckContext;
  readonly #tally: Tally;
  readonly #failing = waves();
  readonly #failingOrLost = waves();
  readonly #findings: Omit<Finding, 'clause'>[] = [];
  #wrong = 0;

  constructor(context: CheckContext, tally: Tally) {
    this.#context = context;
    this.#tally = tally;
  }

  see(judged: JudgedExchange): void {
    const { exchange, expected } = judged;
    const [oracle] = expected;
    if (!oracle) return;
    const where = exchange.note === '' ? 'alone' : 'beside';
    // Some servers close the connection of a wrong request, and with it what is sent there next: that says nothing.
    if (saysNothing(judged, this.#context.endpoint)) {
      this.#failingOrLost[where].add(exchange.subject);
      return;
    }
    this.#tally.examined += 1;
    const wrong = this.#wrongWith(judged);
    if (!wrong) return;
    this.#failing[where].add(exchange.subject);
    this.#failingOrLost[where].add(exchange.subject);
    if (where === 'alone') return;
    this.#wrong += 1;
    if (this.#findings.length < findingsKept) this.#findings.push({ ...wrong, exchange: exchange.id });
  }

  /** @returns why it is not proven, where nothing is found against it either */
  conclude(): string | undefined {
    const [first, ...others] = this.#findings;
    if (first && isMoreBeside(this.#failing, confidence.certain)) {
      this.#tally.violation(first, this.#wrong - others.length);
      for (const finding of others) this.#tally.violation(finding);
      return undefined;
    }
    if (!isMoreBeside(this.#failingOrLost, confidence.likely)) return undefined;
    const { alone, beside } = this.#failingOrLost;
    return `good requests failed, or got no answer, in ${beside.size} waves with a malformed one, and in ${alone.size} without`;
  }

  #wrongWith({
    exchange,
    reply,
    expected: [oracle],
  }: JudgedExchange): Omit<Finding, 'clause' | 'exchange'> | undefined {
    const { contract } = this.#context;
    const answer = reply.kind === 'answered' ? reply.rows[0] : undefined;
    if (!answer || !oracle) {
      return {
        about: 'a good request fails beside a malformed one',
        expected: !oracle || isDrawn(contract) ? 'an action' : expectedInWords(contract, oracle),
        seen: `${replyInWords(contract, reply)}, beside ${exchange.note}`,
      };
    }
    const wrong = wrongWith(contract, answer, oracle);
    if (!wrong) return undefined;
    const about = 'a good request gets another answer beside a malformed one';
    return { about, expected: wrong.expected, seen: `${wrong.seen}, beside ${exchange.note}` };
  }
}

/** By their numbers. */
interface Waves {
  readonly alone: Set<number>;
  readonly beside: Set<number>;
}

function waves(): Waves {
  return { alone: new Set(), beside: new Set() };
}

function isMoreBeside({ alone, beside }: Waves, confidence: number): boolean {
  const all = alone.size + beside.size;
  return all > 0 && upperBound(alone.size, all, confidence) < 0.5;
}
