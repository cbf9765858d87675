import { type ObservationBlock, rowOf } from '../../contract/observation-block.ts';
import { rowsSentAgain } from '../../history/phase.ts';
import { nominal } from '../../observations/nominal.ts';
import type { Call } from '../call.ts';
import { blockOf, rowCalls } from './row-calls.ts';
import type { Setting } from './setting.ts';

const roundsOfAnswers = 4;
/** Draws show their distribution only in number, and only where the model leaves a choice. */
const roundsOfDraws = 32;
const drawsAreSoughtIn = 4_096;

/** The same rows, round after round, so that each is asked again among others. */
export async function* repeatedRows(setting: Setting): AsyncGenerator<readonly Call[]> {
  const { contract, evaluate } = setting;
  const isDrawn = contract.policy.sampling !== undefined;
  const block = isDrawn ? await leastSureRows(setting) : firstRows(setting, rowsSentAgain.repeat);
  const rounds = isDrawn ? roundsOfDraws : roundsOfAnswers;
  for (let round = 0; round < rounds; round += 1) {
    yield await rowCalls(block, evaluate, { phase: 'repeat', subject: (row) => row, note: () => `round ${round + 1}` });
  }
}

/** The rows whose best actions are the least ahead; of a box, any are as good. */
async function leastSureRows(setting: Setting): Promise<ObservationBlock> {
  if (setting.contract.actions.kind === 'box') return firstRows(setting, rowsSentAgain.repeat);
  const block = firstRows(setting, drawsAreSoughtIn);
  const { margins } = await setting.evaluate(block);
  const rows = Array.from(margins, (_, row) => row).sort((one, other) => margins[one]! - margins[other]!);
  return blockOf(
    rows.slice(0, rowsSentAgain.repeat).map((row) => rowOf(block, row)),
    block.width,
  );
}

function firstRows({ space, seed }: Setting, rows: number): ObservationBlock {
  return nominal(space, seed).block(0, rows);
}
