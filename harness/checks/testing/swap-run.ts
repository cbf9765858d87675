import type { Answerer, InterventionFacts } from '../../history/run-event.ts';
import type { Reply, RowAnswer } from '../../protocols/protocol.ts';
import { answer, preferring } from './replies.ts';
import { contract } from './small-contract.ts';
import { ToldRun } from './told-run.ts';

/** Of a row that the two policies decide differently: the own one gives action 0, the marked one action 1. */
const telling = [preferring(0), preferring(1)];
/** Of a row that both decide alike. */
export const alike = [preferring(2), preferring(2)];

export const markedSha256 = 'cd'.repeat(32);
export const byOwn = answer(0);
export const byMarked = byMarkedSaying();
export const byNeither = answer(2);

export function byMarkedSaying(said: Partial<RowAnswer> = {}): Reply {
  return answer(1, { modelVersion: markedSha256.slice(0, 12), ...said });
}

/** Milliseconds from one intervention to the next, until one is done, and until it has settled. */
const [apart, doneAfter, settledAfter] = [100, 10, 50];
const sinceStart = { started: 1, done: doneAfter, settled: settledAfter };

interface When {
  /** After what of the last intervention; the calls follow each other by a tenth of a millisecond. */
  readonly after?: keyof typeof sinceStart;
  readonly connection?: number;
  readonly expected?: readonly (readonly number[])[];
}

/** Artifacts that are replaced one after the other, and the answers meanwhile; a check looks at it as at any run. */
export class SwapRun extends ToldRun {
  #begun = 0;
  #calls = 0;

  /**
   * @param derived - how the marked policy was made of the artifact; it lay beside it, unless told otherwise
   * @param forms - digests of the files that are loaded in the place of the artifacts
   */
  constructor(
    given?: ConstructorParameters<typeof ToldRun>[0],
    derived: string | null = null,
    forms?: Readonly<Record<Answerer, string>>,
  ) {
    super(given);
    const of = (sha256: string) => ({ served: { file: 'actor.pt', sha256, recorded: null } });
    const own = { kind: 'artifact', sha256: contract.policy.sha256, bytes: 1, mismatches: [] } as const;
    if (forms) this.fact({ ...own, ...of(forms.own) });
    const marked = { kind: 'marked', sha256: markedSha256, derived, rows: 4, differing: 3 } as const;
    this.fact({ ...marked, ...(forms && of(forms.marked)) });
  }

  /** The next intervention: a replacement that settles, unless told otherwise. */
  next(predicts: InterventionFacts['predicts'], told: Partial<InterventionFacts> = {}): this {
    this.#begun += 1;
    const startedAt = apart * this.#begun;
    return this.fact({
      kind: 'intervention',
      name: `change ${this.#begun}`,
      about: 'replacement',
      predicts,
      startedAt,
      doneAt: startedAt + doneAfter,
      settledAt: startedAt + settledAfter,
      within: 40,
      problem: null,
      ...told,
    });
  }

  answers(replies: readonly Reply[], { after = 'settled', connection = 0, expected = telling }: When = {}): this {
    const begins = apart * this.#begun + sinceStart[after];
    for (const reply of replies) {
      this.#calls += 1;
      const sentAt = begins + this.#calls / 1_000;
      const times = { scheduledAt: sentAt, sentAt, endedAt: sentAt + 0.01 };
      this.call({ phase: 'swapped', rows: 1, subject: connection, expected, reply, ...times });
    }
    return this;
  }
}

/** There and back, as a healthy endpoint takes it. */
export function thereAndBack(given?: ConstructorParameters<typeof ToldRun>[0]): SwapRun {
  return new SwapRun(given)
    .answers([byOwn])
    .next('marked')
    .answers([byOwn, byMarked], { after: 'done' })
    .answers([byMarked])
    .next('own')
    .answers([byMarked, byOwn], { after: 'done' })
    .answers([byOwn]);
}
