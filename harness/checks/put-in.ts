import type { Decision } from './decision.ts';

/** Which of the wrong answers that were to be put in were: of one that never was, nothing can be said. */
export class WhatWasPutIn {
  readonly #seen = new Set<string>();
  /** Why each was not, by its name. */
  readonly #missing = new Map<string, string>();

  /** @returns whether the application had to do with what was to be put in, and with nothing else */
  see({ note, given, putIn, askedAgain }: Decision): boolean {
    const hindrance = hindranceOf({ given, putIn });
    if (hindrance === undefined) {
      this.#seen.add(note);
      this.#missing.delete(note);
      return true;
    }
    if (!askedAgain && !this.#seen.has(note)) this.#missing.set(note, hindrance);
    return false;
  }

  get unproven(): string | undefined {
    return this.#missing.size === 0 ? undefined : `not put in: ${[...this.#missing.keys()].join(', ')}`;
  }

  get notes(): readonly string[] {
    const of = this.#seen.size + this.#missing.size;
    return [
      `${this.#seen.size} of ${of} wrong answers were put in`,
      ...Array.from(this.#missing, ([note, hindrance]) => `not put in: ${note} (${hindrance})`),
    ];
  }
}

/** Why what was to be put in was not all that the application had to do with. */
function hindranceOf({ given, putIn }: Pick<Decision, 'given' | 'putIn'>): string | undefined {
  if (given.length === 0) return 'the endpoint was not asked';
  if (putIn.kind !== 'put-in') return putIn.kind === 'hindered' ? putIn.reason : 'no rule was in force';
  return given.at(-1)?.kind === 'action' ? 'it was given a whole answer after all' : undefined;
}
