import type { InterventionFacts } from '../history/run-event.ts';
import type { RowAnswer } from '../protocols/protocol.ts';
import type { CheckContext, JudgedExchange } from './check.ts';
import { wrongWith } from './wrong-with.ts';

/** Who gave an answer: a policy, either of them (both decide alike), something else, or nobody. */
export type GivenBy = 'own' | 'marked' | 'either' | 'neither' | 'nobody';

/** One answer that was given while artifacts were replaced. */
export interface SwappedAnswer {
  readonly by: GivenBy;
  readonly row: RowAnswer | undefined;
  /** The last intervention that had begun when it was given; none before the first. */
  readonly during: InterventionFacts | undefined;
  /** The policy that answered before that, in the place of which another was put; none where the same was to stay. */
  readonly replaced: 'own' | 'marked' | undefined;
  /** It was given by the replaced policy, on a connection that the new one had answered already. */
  readonly goesBack: boolean;
}

type GivenAnswer = Pick<SwappedAnswer, 'by' | 'row'>;

/** Several checks ask of the same exchange, one after the other. */
const givenAnswers = new WeakMap<JudgedExchange, GivenAnswer>();

/** Tells of each call on a connection who answered, and what was being done meanwhile. Calls come in their order. */
export class SwapTimeline {
  readonly interventions: readonly InterventionFacts[];
  readonly #context: CheckContext;
  /** By connection, the last intervention whose prediction it was seen to follow. */
  readonly #followed = new Map<number, InterventionFacts>();
  #position = 0;

  constructor(context: CheckContext) {
    this.#context = context;
    this.interventions = [...context.history.facts('intervention')];
  }

  read(judged: JudgedExchange): SwappedAnswer {
    const { subject: connection, endedAt } = judged.exchange;
    const position = this.#positionAt(endedAt);
    const during = this.interventions[position - 1];
    const before = this.interventions[position - 2]?.predicts ?? 'own';
    const replaced = during && during.predicts !== before ? before : undefined;
    const { by, row } = this.#givenBy(judged);
    const goesBack = replaced !== undefined && by === replaced && this.#followed.get(connection) === during;
    if (during && by === during.predicts) this.#followed.set(connection, during);
    return { by, row, during, replaced, goesBack };
  }

  /** How many interventions had begun. Calls end nearly in order, so that the next is near. */
  #positionAt(time: number): number {
    while ((this.interventions[this.#position]?.startedAt ?? Number.POSITIVE_INFINITY) <= time) this.#position += 1;
    let position = this.#position;
    while (position > 0 && this.interventions[position - 1]!.startedAt > time) position -= 1;
    return position;
  }

  #givenBy(judged: JudgedExchange): GivenAnswer {
    const known = givenAnswers.get(judged) ?? this.#compared(judged);
    givenAnswers.set(judged, known);
    return known;
  }

  #compared({ reply, expected: [own, marked] }: JudgedExchange): GivenAnswer {
    const [row] = reply.kind === 'answered' ? reply.rows : [];
    if (!row || !own || !marked) return { by: 'nobody', row: undefined };
    const { contract } = this.#context;
    const couldBeOwn = wrongWith(contract, row, own) === undefined;
    const couldBeMarked = wrongWith(contract, row, marked) === undefined;
    if (couldBeOwn) return { by: couldBeMarked ? 'either' : 'own', row };
    return { by: couldBeMarked ? 'marked' : 'neither', row };
  }
}
