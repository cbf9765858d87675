import type { PlacedComplaint } from './explain.ts';
import { complaint, type SoundContract } from './sound-contract.ts';

/** What a reply must and can state. */
export function* replyRules({ reply, actions }: SoundContract): Generator<PlacedComplaint> {
  if (reply === undefined) return;
  const isBox = actions !== undefined && 'box' in actions;
  if (isBox && !('action' in reply)) {
    yield complaint(['reply'], 'the reply must state the action: without it there is nothing to compare');
  } else if (!('action' in reply) && !('scores' in reply)) {
    const problem = 'the reply must state the action or the scores: without either there is nothing to compare';
    yield complaint(['reply'], problem);
  }
  if (isBox && 'scores' in reply) {
    yield complaint(['reply', 'scores'], 'a continuous action has no scores: reply.action states its values');
  }
  if ('discrete' in reply && actions !== undefined && !('discretised' in actions)) {
    const expected = 'actions.discretised: its thresholds and labels';
    yield complaint(['reply', 'discrete'], 'the contract does not say what the discrete form of an action is', {
      expected,
    });
  }
  if ('cvar' in reply && actions !== undefined && !('quantiles' in actions)) {
    const expected = 'actions.quantiles: how many the output gives an action';
    yield complaint(['reply', 'cvar'], 'a tail mean comes from quantiles, and there are none', { expected });
  }
  for (const [index, each] of (reply.cvar ?? []).entries()) {
    if (each?.level !== undefined && reply.cvar?.findIndex((other) => other?.level === each.level) !== index) {
      yield complaint(['reply', 'cvar', index, 'level'], `level ${each.level} is listed twice`);
    }
  }
}
