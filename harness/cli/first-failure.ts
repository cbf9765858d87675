import type { Clause, Suite } from '../../suites/suite.ts';
import { type ProbeOptions, probe } from '../campaign/probe.ts';
import type { CheckContext, Finding } from '../checks/check.ts';
import { type ObservationBlock, rowOf } from '../contract/observation-block.ts';
import type { FirstFailure } from '../evidence/verdict-document.ts';
import type { Exchange } from '../history/exchange.ts';
import { isServed } from '../history/phase.ts';
import { type ObservationSpace, valueAt } from '../observations/observation-space.ts';
import { shrinkObservation } from '../observations/shrink-observation.ts';
import { judged } from '../verdict/judged-exchanges.ts';
import { findingsInOneCall } from '../verdict/single-call.ts';
import type { RunVerdict } from '../verdict/verdict.ts';

const mostCalls = 300;
const mostMilliseconds = 5_000;
/** Findings that are tried before it is said that none fails alone. */
const mostTried = 6;

interface Located {
  readonly clause: Clause;
  readonly finding: Finding;
  readonly exchange: Exchange | undefined;
}

/**
 * The first failing call, and the smallest observation that still fails.
 *
 * A call that fails when it is sent alone is better to work with than one that needs others around it, so the first of
 * those is taken where there is one. Calls of phases apart are never sent alone: what they show, they show of an endpoint
 * that was changed.
 *
 * @param live - how to ask the endpoint again; undefined where it is gone
 */
export async function firstFailure(
  run: RunVerdict,
  {
    suites,
    context,
    space,
    live,
  }: {
    suites: readonly Suite[];
    context: CheckContext;
    space: ObservationSpace;
    live: ProbeOptions | undefined;
  },
): Promise<FirstFailure | null> {
  const located = [...findingsInOrder(run, suites, context)];
  const [first] = located;
  if (!first) return null;

  if (live) {
    const alone = async (block: ObservationBlock, { clause, exchange }: Located): Promise<Finding | undefined> => {
      const sent = await probe(block, exchange?.id ?? 0, live);
      return findingsInOneCall(clause.checks, context, judged(sent, context.contract, live.protocol))[0];
    };
    const single = located
      .filter(({ exchange }) => exchange && exchange.rows > 0 && isServed(exchange.phase))
      .slice(0, mostTried);
    for (const candidate of single) {
      const row = failingRow(candidate, space.width);
      if (!(await alone(row, candidate))) continue;
      return shrunk(candidate, row, space, context, (block) => alone(block, candidate));
    }
  }
  return unshrunk(first, space, context);
}

function* findingsInOrder(run: RunVerdict, suites: readonly Suite[], { history }: CheckContext): Generator<Located> {
  const clauses = new Map(suites.flatMap((suite) => suite.clauses.map((clause) => [clause.id, clause] as const)));
  for (const { id, verdict, waived, findings } of run.clauses) {
    const clause = clauses.get(id);
    const [finding] = findings;
    if (!clause || !finding || verdict !== 'REFUTED' || waived !== null) continue;
    const located = findings.find(({ exchange }) => exchange !== undefined) ?? finding;
    const { exchange: at } = located;
    const [exchange] = at === undefined ? [] : [...history.exchanges({ from: at, to: at })];
    yield { clause, finding: located, exchange };
  }
}

function failingRow({ exchange, finding }: Located, width: number): ObservationBlock {
  const block = { rows: exchange?.rows ?? 0, width, values: exchange?.observation ?? new Float32Array() };
  return { rows: 1, width, values: rowOf(block, finding.row ?? 0).slice() };
}

async function shrunk(
  located: Located,
  failing: ObservationBlock,
  space: ObservationSpace,
  context: CheckContext,
  findingFor: (block: ObservationBlock) => Promise<Finding | undefined>,
): Promise<FirstFailure> {
  const end = performance.now() + mostMilliseconds;
  const stillFails = async (values: Float32Array) =>
    performance.now() < end && (await findingFor({ ...failing, values })) !== undefined;
  const values = await shrinkObservation(space, failing.values, stillFails, { maximumCalls: mostCalls });
  const smallestFinding = await findingFor({ ...failing, values });
  return {
    clause: located.clause.id,
    finding: located.finding,
    observation: named(failing.values, context),
    failsAlone: true,
    smallest: named(values, context, (value, feature) => value !== restingValue(space, feature)),
    smallestExchange: smallestFinding?.exchange ?? null,
    smallestFinding: smallestFinding ?? null,
  };
}

function unshrunk(located: Located, space: ObservationSpace, context: CheckContext): FirstFailure {
  const hasRows = located.exchange !== undefined && located.exchange.rows > 0;
  return {
    clause: located.clause.id,
    finding: located.finding,
    observation: hasRows ? named(failingRow(located, space.width).values, context) : null,
    failsAlone: false,
    smallest: null,
    smallestExchange: null,
    smallestFinding: null,
  };
}

function restingValue(space: ObservationSpace, feature: number): number {
  return Math.fround(valueAt(space, feature, space.resting[feature]!));
}

function named(
  values: Float32Array,
  { contract }: CheckContext,
  wanted: (value: number, feature: number) => boolean = () => true,
): Record<string, number> {
  return Object.fromEntries(
    contract.features.flatMap(({ name }, feature) => {
      const value = values[feature]!;
      return wanted(value, feature) ? [[name, value]] : [];
    }),
  );
}
