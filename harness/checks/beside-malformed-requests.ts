import type { CheckContext, Finding, JudgedExchange } from './check.ts';
import { upperBound } from './clopper-pearson.ts';
import { isDrawn } from './comparable-scores.ts';
import { saysNothing } from './says-nothing.ts';
import type { Tally } from './tally.ts';
import { expectedInWords, replyInWords } from './wording.ts';
import { wrongWith } from './wrong-with.ts';

const confidence = 0.99;
const findingsKept = 24;

/**
 * What one request gets does not depend on what is wrong with another that is in flight at the same time.
 *
 * Good requests may fail among good ones as well; it is not their neighbour then that they fail by. So waves in which some
 * do are counted on both sides, and must be so many more beside a malformed request that it cannot be chance (sign test).
 */
export class BesideMalformedRequests {
  readonly #context: CheckContext;
  readonly #tally: Tally;
  readonly #failing = { alone: new Set<number>(), beside: new Set<number>() };
  readonly #findings: Omit<Finding, 'clause'>[] = [];
  #wrong = 0;

  constructor(context: CheckContext, tally: Tally) {
    this.#context = context;
    this.#tally = tally;
  }

  see(judged: JudgedExchange): void {
    const { exchange, expected } = judged;
    const [oracle] = expected;
    // Some servers close the connection of a wrong request, and with it what is sent there next: that says nothing.
    if (!oracle || saysNothing(judged, this.#context.endpoint)) return;
    this.#tally.examined += 1;
    const wrong = this.#wrongWith(judged);
    if (!wrong) return;
    const isBeside = exchange.note !== '';
    this.#failing[isBeside ? 'beside' : 'alone'].add(exchange.subject);
    if (!isBeside) return;
    this.#wrong += 1;
    if (this.#findings.length < findingsKept) this.#findings.push({ ...wrong, exchange: exchange.id });
  }

  conclude(): void {
    const { alone, beside } = this.#failing;
    const failing = alone.size + beside.size;
    if (failing === 0 || upperBound(alone.size, failing, confidence) >= 0.5) return;
    const [first, ...others] = this.#findings;
    if (!first) return;
    this.#tally.violation(first, this.#wrong - others.length);
    for (const finding of others) this.#tally.violation(finding);
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
