import type { Answerer, Facts } from '../../history/run-event.ts';
import { carryOut, type Tools } from './carry-out.ts';
import { done, type Intervention } from './intervention.ts';
import type { SteadyLoad } from './steady-load.ts';

/** That something is not taken up can only be seen by waiting: some times as long as what was took, within its bound. */
const watchedTimes = 4;
const shortestWatch = 200; // milliseconds
/** Of swaps in a row no further one is begun after so long. */
const longestSeries = 60_000; // milliseconds

export interface ReplacementOptions {
  readonly plan: readonly Intervention[];
  readonly load: Pick<SteadyLoad, 'answeredBy' | 'everyRow' | 'isDecidedByOthers' | 'watch'>;
  readonly tools: Tools;
  readonly record: (facts: Facts) => void;
  /** Brings the application, where there is one, to the decisions of a phase. */
  readonly decide: (phase: 'swapped' | 'returned') => Promise<void>;
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

/**
 * Carries out one intervention after the other while the endpoint answers, each until every connection is answered as it
 * predicts.
 *
 * A replacement that is not taken up ends it: what would follow from it has no meaning then. What is to be taken back is,
 * however it ends.
 *
 * @returns whether the own policy was seen to answer in the end
 */
export async function runReplacements(options: ReplacementOptions): Promise<boolean> {
  const { plan, load, record, clock, signal } = options;
  // What answers otherwise before anything is changed cannot be seen to change; in part it may look like either.
  if (await load.isDecidedByOthers({ within: longestSeries, signal })) {
    const reason = 'before anything is changed, the endpoint does not decide as its own policy: a swap would not tell';
    record({ kind: 'skipped', phase: 'swapped', reason });
    return true;
  }
  const change = changer(options);
  let answers: Answerer | undefined = 'own';
  let seriesSince: number | undefined;
  for (const { undo, inARow, ...intervention } of plan) {
    signal.throwIfAborted();
    if (inARow) seriesSince ??= clock();
    // Whatever ends it, it ends with the own policy in place.
    if (inARow && intervention.predicts === 'marked' && clock() - seriesSince! > longestSeries) break;
    let goesOn = false;
    try {
      answers = await change(intervention);
      goesOn = answers !== undefined || intervention.about === 'broken';
    } finally {
      if (undo) {
        answers = await change(undo);
        goesOn &&= answers !== undefined;
      }
    }
    if (!goesOn) break;
  }
  return answers === 'own';
}

/** Carries out one intervention; says who answers then, or nothing where it is not taken up. */
function changer({ load, tools, record, decide, clock, signal }: ReplacementOptions) {
  let slowest = 0;
  let answers: Answerer = 'own';
  return async ({
    deeds,
    held,
    ...intervention
  }: Omit<Intervention, 'undo' | 'inARow'>): Promise<Answerer | undefined> => {
    const startedAt = clock();
    let carried = done;
    const { about, predicts, within } = intervention;
    const watch = Math.min(Math.max(watchedTimes * slowest, shortestWatch), within);
    const watched = (share: number) => load.watch({ within: share * watch, signal });
    for (const deed of deeds) if (carried.kind !== 'failed') carried = await carryOut(deed, tools, watched);
    const problem = carried.kind === 'failed' ? carried.problem : null;
    const doneAt = clock();
    const changesNothing = about === 'broken' && predicts === answers;
    if (changesNothing) await watched(1);
    // Where nothing is to change, what does not answer as before has been broken.
    const patience = changesNothing ? shortestWatch : within;
    const isSettled = problem === null && (await load.answeredBy(predicts, { within: patience, signal }));
    const settledAt = isSettled ? clock() : null;
    const accepted = carried.kind === 'accepted' ? ({ accepted: true } as const) : {};
    record({ kind: 'intervention', ...intervention, startedAt, doneAt, settledAt, problem, ...accepted });
    if (!isSettled) return undefined;
    if (predicts !== answers) slowest = Math.max(slowest, clock() - startedAt);
    answers = predicts;
    if (held) await load.everyRow({ within, signal });
    if (held === 'swapped' || held === 'returned') await decide(held);
    return predicts;
  };
}
