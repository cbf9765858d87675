import type { ClauseId } from '../contract/clauses.ts';
import type { CheckResult, Finding } from './check.ts';

const findingsKept = 24;
const findingsKeptOfOneKind = 3;

/** Counts what a check examines and keeps the first findings of each kind: its size does not grow with the history. */
export class Tally {
  examined = 0;
  nearTies = 0;
  violations = 0;
  /** Calls that had to be judged, and got no answer that could be. */
  unanswered = 0;
  /** Answers that had to be compared, and state nothing but an action that was drawn. */
  drawn = 0;
  readonly #clause: ClauseId;
  readonly #findings: Finding[] = [];
  readonly #kinds = new Map<string, number>();

  constructor(clause: ClauseId) {
    this.#clause = clause;
  }

  /** @param times - how often it was seen; one finding stands for all */
  violation(finding: Omit<Finding, 'clause'>, times = 1): void {
    this.violations += times;
    if (this.#findings.length >= findingsKept) return;
    const seen = this.#kinds.get(finding.about) ?? 0;
    if (seen >= findingsKeptOfOneKind) return;
    this.#kinds.set(finding.about, seen + 1);
    this.#findings.push({ clause: this.#clause, ...finding });
  }

  /** @param unproven - why not everything could be examined that had to be */
  conclude({
    unproven = this.#withoutAnswers(),
    notes = [],
    tables,
  }: Partial<Pick<CheckResult, 'notes' | 'tables'>> & { unproven?: string | undefined } = {}): CheckResult {
    return {
      examined: this.examined,
      violations: this.violations,
      findings: this.#findings,
      nearTies: this.nearTies,
      notes,
      ...(tables && { tables }),
      ...(unproven === undefined ? {} : { unproven }),
    };
  }

  #withoutAnswers(): string | undefined {
    if (this.unanswered > 0) return `${this.unanswered} calls got no answer that could be judged`;
    if (this.drawn > 0)
      return `${this.drawn} answers state an action that was drawn, and nothing that could be compared`;
    return undefined;
  }
}
