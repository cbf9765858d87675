import type { InterventionFile } from '../../contract/stack-file.ts';
import type { Answerer, InterventionFacts } from '../../history/run-event.ts';
import type { BrokenKind } from '../../oracle/broken-artifacts.ts';

/** One thing that is done to a deployment. */
export type Deed =
  /** A file takes the place of the artifact: another file, also one that is older by its time, or the same one written over. */
  | {
      readonly kind: 'place';
      readonly content: Answerer | BrokenKind;
      readonly how: 'by rename' | 'with an older time' | 'over the same file';
    }
  /** The file is written anew, piece by piece, while the endpoint answers. */
  | { readonly kind: 'write slowly'; readonly content: Answerer }
  /** The endpoint is told to load its artifact; `refusable` where it may say no. */
  | { readonly kind: 'reload'; readonly refusable: boolean }
  /** What the stack file says. */
  | {
      readonly kind: 'command';
      readonly file: InterventionFile;
      readonly step: CommandStep;
      readonly artifact: Answerer;
    };

/** Which of the two commands of an intervention of the stack file. */
export type CommandStep = 'run' | 'undo';

/**
 * Runs a command of the stack file; says what was wrong with it. What takes something back is not interrupted: a deployment
 * must not be left as it was changed.
 *
 * @param artifact - the one that is to be served, as an absolute path
 */
export type RunCommand = (step: CommandStep, artifact: string, file: InterventionFile) => Promise<string | undefined>;

/** What came of a deed; `accepted`: all that is known of it is that the endpoint said it would. */
export type Carried =
  | { readonly kind: 'done' }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'failed'; readonly problem: string };

export const done: Carried = { kind: 'done' };

/** What is done to an endpoint that answers, who must answer then, and how long that may take. */
export interface Intervention extends Pick<InterventionFacts, 'name' | 'about' | 'predicts' | 'within'> {
  /** One after the other. */
  readonly deeds: readonly Deed[];
  /** One of a series, which may end before its end where each takes long. */
  readonly inARow?: boolean;
  /** What is looked at once it has taken effect: answers to every row, and decisions of the application, where it is told which. */
  readonly held?: 'answers' | 'swapped' | 'returned';
  /** What takes it back, however it ended. */
  readonly undo?: Omit<Intervention, 'undo'>;
}
