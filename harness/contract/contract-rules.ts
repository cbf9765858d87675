import { actionRules, outputRules } from './action-rules.ts';
import type { PlacedComplaint } from './explain.ts';
import { featureRules } from './feature-rules.ts';
import { inputRules } from './input-rules.ts';
import { replyRules } from './reply-rules.ts';
import { sizingRules } from './sizing-rules.ts';
import { complaint, type SoundContract } from './sound-contract.ts';

/** What must hold between the parts of a contract. */
export function* contractRules(contract: SoundContract): Generator<PlacedComplaint> {
  yield* featureRules(contract);
  yield* inputRules(contract);
  yield* actionRules(contract);
  yield* outputRules(contract);
  yield* replyRules(contract);
  yield* sizingRules(contract);
  yield* budgetsGrow(contract);
}

function* budgetsGrow({ budgets = {} }: SoundContract) {
  const pairs = [
    ['p50', 'p95'],
    ['p95', 'p99'],
  ] as const;
  for (const [lower, higher] of pairs) {
    const least = budgets[lower];
    const most = budgets[higher];
    if (least === undefined || most === undefined || least <= most) continue;
    yield complaint(['budgets', higher], `${higher} (${most} ms) is below ${lower} (${least} ms)`);
  }
}
