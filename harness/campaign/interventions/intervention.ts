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
      readonly words: readonly string[];
      readonly artifact: Answerer;
    };

/** What is done to an endpoint that answers, who must answer then, and how long that may take. */
export interface Intervention extends Pick<InterventionFacts, 'name' | 'about' | 'predicts' | 'within'> {
  /** One after the other. */
  readonly deeds: readonly Deed[];
  /** What is looked at once it has taken effect, before the next: answers to every row, or decisions of the application. */
  readonly held?: 'answers' | 'swapped' | 'returned';
}
