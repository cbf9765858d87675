import type { ReachFacts } from '../../history/run-event.ts';
import { type DirectedRows, directed } from '../../observations/directed.ts';
import type { Call } from '../call.ts';
import { rowCalls } from './row-calls.ts';
import type { Setting } from './setting.ts';

const rowsPerAction = 8;
/** Rows that the oracle is asked about before an action is given up as not found. */
const budget = 1 << 16;

export function searchActions(
  { contract, space, seed, evaluate }: Setting,
  minimumMargin: number,
): Promise<DirectedRows> {
  return directed(space, seed, evaluate, {
    actions: contract.actions.count,
    perAction: rowsPerAction,
    minimumMargin,
    budget,
  });
}

export function reachFacts({ actions, asked }: DirectedRows): ReachFacts[] {
  return actions.map(({ action, rows, closest }) => ({
    kind: 'reach',
    action,
    reached: rows.rows > 0,
    margin: closest.margin,
    oracleRows: asked,
  }));
}

/** The rows found, action after action; the subject is the action. */
export async function* directedRows({ actions }: DirectedRows, { evaluate }: Setting): AsyncGenerator<readonly Call[]> {
  for (const { action, rows } of actions) {
    if (rows.rows > 0) yield await rowCalls(rows, evaluate, { phase: 'directed', subject: () => action });
  }
}
