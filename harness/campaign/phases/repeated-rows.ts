import { rowsSentAgain } from '../../history/phase.ts';
import { nominal } from '../../observations/nominal.ts';
import type { Call } from '../call.ts';
import { rowCalls } from './row-calls.ts';
import type { Setting } from './setting.ts';

const roundsOfAnswers = 4;
/** Draws show their distribution only in number. */
const roundsOfDraws = 32;

/** The same rows, round after round, so that each is asked again among others. */
export async function* repeatedRows({ contract, space, seed, evaluate }: Setting): AsyncGenerator<readonly Call[]> {
  const rounds = contract.policy.sampling === undefined ? roundsOfAnswers : roundsOfDraws;
  for (let round = 0; round < rounds; round += 1) {
    const block = nominal(space, seed).block(0, rowsSentAgain.repeat);
    yield await rowCalls(block, evaluate, { phase: 'repeat', subject: (row) => row, note: () => `round ${round + 1}` });
  }
}
