import type { ReachFacts } from '../../history/run-event.ts';
import { type DirectedRows, directed } from '../../observations/directed.ts';
import { decisionRule } from '../../oracle/decision.ts';
import type { Network } from '../../oracle/network.ts';
import { targetsOf } from '../../oracle/target-margin.ts';
import type { Call } from '../call.ts';
import { rowCalls } from './row-calls.ts';
import type { Setting } from './setting.ts';

const rowsPerTarget = 8;
/** Rows that the oracle is asked about before a target is given up as not found. */
const budget = 1 << 16;

export function searchTargets(
  { contract, space, seed, evaluate }: Setting,
  minimumMargin: number,
  network: Network | undefined,
): Promise<DirectedRows> {
  return directed(space, seed, evaluate, {
    targets: targetsOf(decisionRule(contract)),
    perTarget: rowsPerTarget,
    minimumMargin,
    budget,
    network,
  });
}

/** The action of a fact is the index of the target. */
export function reachFacts({ targets, asked }: DirectedRows): ReachFacts[] {
  return targets.map(({ target, rows, closest }) => ({
    kind: 'reach',
    action: target,
    reached: rows.rows > 0,
    margin: closest.margin,
    oracleRows: asked,
  }));
}

/** The rows found, target after target; the subject is the index of the target. */
export async function* directedRows({ targets }: DirectedRows, { evaluate }: Setting): AsyncGenerator<readonly Call[]> {
  for (const { target, rows } of targets) {
    if (rows.rows > 0) yield await rowCalls(rows, evaluate, { phase: 'directed', subject: () => target });
  }
}
