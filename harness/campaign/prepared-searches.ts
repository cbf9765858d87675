import type { Phase } from '../history/phase.ts';
import type { DirectedRows } from '../observations/directed.ts';
import type { Influence } from '../observations/influence.ts';
import type { Neighbours } from '../observations/neighbours.ts';
import { nominal } from '../observations/nominal.ts';
import { decisionRule } from '../oracle/decision.ts';
import { givesWhat } from '../oracle/network.ts';
import { decisiveMargin } from './decisive-margin.ts';
import { searchTargets } from './phases/directed-rows.ts';
import { searchInfluence } from './phases/influencing-rows.ts';
import { searchNeighbours } from './phases/neighbouring-rows.ts';
import { rowsPerBlock, type Setting } from './phases/setting.ts';

/** Observations that the oracle must be asked for in rounds: searched while the endpoint starts. */
export interface PreparedSearches {
  readonly directed: DirectedRows | undefined;
  readonly neighbours: Neighbours | undefined;
  readonly influence: Influence | undefined;
}

export async function prepareSearches(setting: Setting, phases: ReadonlySet<Phase>): Promise<PreparedSearches> {
  const { contract, space, seed, evaluate } = setting;
  const block = nominal(space, seed).block(0, rowsPerBlock);
  const answers = await evaluate(block);
  const network = setting.network && givesWhat(answers, setting.network, block) ? setting.network : undefined;
  const margin = decisiveMargin(answers, decisionRule(contract), contract.policy.tolerance);
  return {
    directed: phases.has('directed') ? await searchTargets(setting, margin, network) : undefined,
    neighbours: phases.has('neighbours') ? await searchNeighbours(setting, margin) : undefined,
    influence: phases.has('influence') ? await searchInfluence(setting, margin) : undefined,
  };
}
