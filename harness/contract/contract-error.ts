import { AssayError, exitCodes } from '../assay-error.ts';
import { describeMistake, type Mistake, sortedMistakes } from './mistake.ts';

/** A contract or a stack file cannot be used as it stands; carries every mistake in it, in the order of the file. */
export class ContractError extends AssayError {
  readonly exitCode = exitCodes.usage;
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[], cause?: unknown) {
    const sorted = sortedMistakes(mistakes);
    super('CONTRACT_MISTAKES', {
      problem: sorted.map(describeMistake).join('\n'),
      remedy:
        sorted.length === 1 ? 'correct the file at this place' : `correct the file at these ${sorted.length} places`,
      cause,
    });
    this.mistakes = sorted;
  }
}
