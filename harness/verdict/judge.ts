import type { Clause, Suite } from '../../suites/suite.ts';
import type { Check, CheckContext, CheckResult, JudgedExchange, Table } from '../checks/check.ts';
import type { ArrivedOrder, Decision } from '../checks/decision.ts';
import type { DecisionCheck } from '../checks/decision-check.ts';
import { type ClauseId, clauseIds, expandClauses } from '../contract/clauses.ts';
import type { Contract } from '../contract/contract.ts';
import type { ApplicationFile, EndpointFile, ExchangeFile } from '../contract/stack-file.ts';
import type { DecisionPhase } from '../history/decision.ts';
import type { DecisionHistory, History } from '../history/history.ts';
import type { Phase } from '../history/phase.ts';
import type { Protocol } from '../protocols/protocol.ts';
import { applicationLog } from './application-log.ts';
import { judgedDecisions, strayOrders } from './judged-decisions.ts';
import { judgedExchanges } from './judged-exchanges.ts';
import type { Steps } from './steps.ts';
import { type ClauseVerdict, type RunVerdict, runVerdict, strongest } from './verdict.ts';

export interface Judging {
  readonly history: History;
  readonly contract: Contract;
  readonly endpoint: EndpointFile;
  readonly protocol: Protocol;
  readonly suites: readonly Suite[];
  /** The application of the stack, and what was recorded of it; undefined where it has none. */
  readonly driven?:
    | { readonly application: ApplicationFile; readonly exchange: ExchangeFile; readonly history: DecisionHistory }
    | undefined;
  /** The clauses to judge; the rest are NOT ASKED. */
  readonly asked: readonly ClauseId[];
  /** Waivers that have not expired. */
  readonly waivers: Contract['waivers'];
}

/**
 * Judges a recorded run, clause by clause, in one pass over its exchanges; a step is one of them.
 *
 * A clause is REFUTED by one finding, PROVEN when every check of it examined what it had to and found nothing, and
 * otherwise UNPROVEN: nothing examined, nobody to examine it, or a check that crashed.
 */
export function* judge(judging: Judging): Steps<RunVerdict> {
  const { history, contract, endpoint, protocol, suites, asked } = judging;
  const clauses = new Map(suites.flatMap((suite) => suite.clauses.map((clause) => [clause.id, clause] as const)));
  const context: CheckContext = { contract, endpoint, history };
  const running = asked.flatMap((id) =>
    (clauses.get(id)?.checks ?? [])
      .filter((check) => check.appliesTo?.(contract) ?? true)
      .map((check) => new RunningCheck<Check, JudgedExchange>(check, () => check.begin(context))),
  );
  const { driven } = judging;
  const ofDecisions = asked.flatMap((id) =>
    (clauses.get(id)?.decisions ?? []).flatMap((check) => {
      if (!driven) return [];
      const surroundings = { application: driven.application, history };
      return new RunningCheck<DecisionCheck, Decision>(check, () => check.begin(contract, surroundings));
    }),
  );

  const phases = [...new Set(running.flatMap(({ check }) => check.phases))];
  const seeing = new Map(phases.map((phase) => [phase, running.filter(({ check }) => check.phases.includes(phase))]));
  for (const exchange of judgedExchanges(history, { contract, protocol, filter: { phases } })) {
    for (const check of seeing.get(exchange.exchange.phase) ?? []) check.see(exchange);
    yield;
  }

  if (judging.driven && ofDecisions.length > 0) {
    const decisionPhases = [...new Set(ofDecisions.flatMap(({ check }) => check.phases))];
    const log = applicationLog(history.logs('application'), { contract, ...judging.driven });
    const reading = { contract, protocol, endpoint, ...judging.driven, log };
    for (const decision of judgedDecisions(judging.driven.history, reading, decisionPhases)) {
      for (const check of ofDecisions) if (check.check.phases.includes(decision.phase)) check.see(decision);
      yield;
    }
    for (const order of strayOrders(judging.driven.history, reading))
      for (const check of ofDecisions) check.stray(order);
  }

  const hindrances = hindrancesOf(history);
  const results = new Map<Check | DecisionCheck, CheckResult>();
  for (const check of running) {
    results.set(check.check, check.conclude());
    yield;
  }
  for (const check of ofDecisions) {
    results.set(check.check, hindrances.isVoid(check.check.phases) ? nothingSaid('') : check.conclude());
    yield;
  }
  return runVerdict(
    clauseIds.map((id) => {
      const clause = clauses.get(id);
      if (!asked.includes(id)) return notAsked(id, clause);
      return clauseVerdict(id, clause, results, { hindrances, waivers: judging.waivers });
    }),
  );
}

interface Examining<Seen> {
  see(seen: Seen): void;
  stray?(order: ArrivedOrder): void;
  conclude(): CheckResult;
}

/** A check at work. One that crashes has not refuted anything, and has proven nothing either. */
class RunningCheck<Kind extends Check | DecisionCheck, Seen> {
  readonly check: Kind;
  #examination: Examining<Seen> | undefined;
  #crash: string | undefined;

  constructor(check: Kind, begin: () => Examining<Seen>) {
    this.check = check;
    this.#guarded(() => {
      this.#examination = begin();
    });
  }

  see(seen: Seen): void {
    if (this.#crash === undefined) this.#guarded(() => this.#examination?.see(seen));
  }

  stray(order: ArrivedOrder): void {
    if (this.#crash === undefined) this.#guarded(() => this.#examination?.stray?.(order));
  }

  conclude(): CheckResult {
    let result: CheckResult | undefined;
    if (this.#crash === undefined) {
      this.#guarded(() => {
        result = this.#examination?.conclude();
      });
    }
    return result ?? nothingSaid(this.#crash ?? '');
  }

  #guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#crash = `a check of ${this.check.clause} crashed: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
}

function nothingSaid(unproven: string): CheckResult {
  return { examined: 0, violations: 0, findings: [], nearTies: 0, notes: [], unproven };
}

interface Hindrances {
  /** Why a phase was not sent, or not sent to its end. */
  readonly of: (phase: Phase | DecisionPhase) => string | undefined;
  /** Whether what was recorded of one of them says nothing. */
  readonly isVoid: (phases: readonly (Phase | DecisionPhase)[]) => boolean;
  /** Why the campaign ended before its end. */
  readonly aborted: string | undefined;
}

function hindrancesOf(history: History): Hindrances {
  const skips = [...history.facts('skipped')];
  const skipped = new Map(skips.map(({ phase, reason }) => [phase, reason]));
  const voided = new Set(skips.flatMap(({ phase, isVoid }) => (isVoid ? [phase] : [])));
  const [aborted] = history.facts('aborted');
  return {
    of: (phase) => skipped.get(phase) ?? aborted?.reason,
    isVoid: (phases) => phases.some((phase) => voided.has(phase)),
    aborted: aborted?.reason,
  };
}

function clauseVerdict(
  id: ClauseId,
  clause: Clause | undefined,
  results: ReadonlyMap<Check | DecisionCheck, CheckResult>,
  { hindrances, waivers }: { hindrances: Hindrances; waivers: Contract['waivers'] },
): ClauseVerdict {
  const checks = [...(clause?.checks ?? []), ...(clause?.decisions ?? [])];
  const own = checks.flatMap((check) => {
    const result = results.get(check);
    return result ? [{ check, result }] : [];
  });
  const violations = sum(own.map(({ result }) => result.violations));
  const driven = (clause?.decisions ?? []).filter((check) => results.has(check)).flatMap(({ phases }) => phases);
  const hindrance = [...(clause?.needs ?? []), ...driven].map(hindrances.of).find((reason) => reason !== undefined);
  const unchecked = clause?.decisions ? 'the stack file names no application' : 'this Assay has no check for it';
  const reason = own.length === 0 ? unchecked : (hindrance ?? missing(own, hindrances));
  const waiver = waivers.find(({ clause: named }) => expandClauses([named]).includes(id));
  return {
    id,
    sentence: clause?.sentence ?? '',
    verdict: violations > 0 ? 'REFUTED' : reason !== undefined ? 'UNPROVEN' : 'PROVEN',
    grade: strongest(own.map(({ check, result }) => (result.examined > 0 ? check.grade : null))),
    examined: sum(own.map(({ result }) => result.examined)),
    nearTies: Math.max(0, ...own.map(({ result }) => result.nearTies)),
    violations,
    findings: own.flatMap(({ result }) => result.findings),
    reason: violations > 0 ? null : (reason ?? null),
    notes: own.flatMap(({ result }) => result.notes),
    ...tablesOf(own.flatMap(({ result }) => result.tables ?? [])),
    waived: waiver ? { reason: waiver.reason, expires: waiver.expires } : null,
  };
}

function tablesOf(tables: readonly Table[]): Pick<ClauseVerdict, 'tables'> {
  return tables.length === 0 ? {} : { tables };
}

function missing(own: readonly { result: CheckResult }[], { aborted }: Hindrances): string | undefined {
  for (const { result } of own) {
    if (result.unproven !== undefined) return result.unproven;
    if (result.examined === 0) return aborted ?? 'nothing was examined';
  }
  return undefined;
}

function notAsked(id: ClauseId, clause: Clause | undefined): ClauseVerdict {
  return {
    id,
    sentence: clause?.sentence ?? '',
    verdict: 'NOT ASKED',
    grade: null,
    examined: 0,
    nearTies: 0,
    violations: 0,
    findings: [],
    reason: null,
    notes: [],
    waived: null,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
