import type { Decision } from './decision.ts';

/** How many decisions an application must tell of, and how many it may: as made by the model, and as refused. */
export class DecisionsToldOf {
  made = 0;
  refused = 0;
  /** Refused although the model had answered, or without a reply: either may be told of them. */
  uncertain = 0;
  /** It decides on its own: what it does between the decisions that it is brought to is not known. */
  decidesAlone = false;

  see({ isAlone, stated, given }: Pick<Decision, 'isAlone' | 'stated' | 'given'>): void {
    const answered = given.at(-1)?.kind === 'action';
    if (isAlone) {
      // What its log states of it cannot be what the log is compared with: what it was given is.
      this.decidesAlone = true;
      if (answered) this.made += 1;
      else if (given.length > 0) this.refused += 1;
      return;
    }
    switch (stated.kind) {
      case 'decided':
        this.made += 1;
        break;
      case 'refused':
        if (answered) this.uncertain += 1;
        else this.refused += 1;
        break;
      case 'unasked':
      case 'unclear':
      case 'silent':
        this.uncertain += 1;
    }
  }

  /** What is wrong with a number of decisions that the model is said to have made. */
  wrongMade(told: number): string | undefined {
    return told >= this.made && told <= this.made + this.uncertain ? undefined : between(this.made, this.uncertain);
  }

  /** What is wrong with a number of decisions that are said to have failed. */
  wrongRefused(told: number): string | undefined {
    const isTooMany = !this.decidesAlone && told > this.refused + this.uncertain;
    return told >= this.refused && !isTooMany ? undefined : between(this.refused, this.uncertain);
  }
}

function between(least: number, more: number): string {
  return more === 0 ? `${least}` : `${least} to ${least + more}`;
}
