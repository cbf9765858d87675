/**
 * The phases of a campaign, as they are named in a history: what each sends, and what `subject` means in it.
 *
 * The order is the order in which they are sent.
 */
export const phases = {
  cold: 'a few nominal rows, to an endpoint that has no model; subject: ordinal of the row',
  first: 'a golden row, again until the endpoint gives an answer; subject: 0',
  golden: 'the golden observations of the training, one at a time; subject: ordinal of the golden row',
  nominal: 'rows drawn within the ranges, many in flight; subject: ordinal of the row',
  bulk: 'further nominal rows, as many a request as the endpoint takes; subject: ordinal of the first row',
  boundary: 'corners and edges of the ranges; subject: ordinal of the row',
  precise: 'rows of full float32 precision, and of decimal values; subject: ordinal of the row',
  directed: 'rows that the oracle answers with a chosen action; subject: the action',
  neighbours:
    'pairs of rows that are close and have different actions, one after the other; subject: ordinal of the pair',
  influence: 'pairs of rows that differ in one feature; subject: the feature',
  repeat:
    'nominal rows again, several times and interleaved; where actions are drawn, those whose draws tell most, also in ' +
    'batches; subject: ordinal of the row, of a batch that of its first',
  alone: 'nominal rows again, one in flight; subject: ordinal of the row',
  batch: 'nominal rows again, many a request, in another order; subject: ordinal of the first row',
  malformed:
    'requests that are wrong in one way, and a good one after each; subject: the feature that is wrong, or -1; ' +
    'note: `count:`, `name:`, `value:` or `body:`, and what is wrong',
  beside:
    'in turn a wave of rows at once, and one of rows with a request that is wrong in their midst; subject: ordinal of the ' +
    'two; note: of the second, as of malformed',
  latency: 'nominal rows at a stated rate, whatever the replies do; subject: ordinal of the row',
  forms:
    'the same rows to the endpoint as it was started and to its compiled form, in turn, in batches of several sizes; ' +
    'subject: rows of the batch; note: eager or compiled',
  replicas:
    'rows to every replica by its own address, the own artifact in place, then the marked one, then the own one; subject: ' +
    'the replica; note: who must answer; expected: what the own policy gives, then what the marked one gives',
  swapped:
    'rows again and again, in flight on every connection throughout, while artifacts are replaced; subject: the ' +
    'connection; expected: what the own policy gives, then what the marked one gives',
  untracked:
    'rows to the endpoint while the server that tracks trainings is there, and then slow, silent or gone; subject: ordinal ' +
    'of the row; note: what it was',
  gone: 'rows to the endpoint after its model was taken away; subject: ordinal of the row; note: how it was',
  back: 'rows to the endpoint after its model was brought back; subject: ordinal of the row; note: how it was taken away',
  shrink: 'the smallest observation that still fails, searched after judging; subject: the exchange that failed first',
} as const;

export type Phase = keyof typeof phases;

/** Phases whose calls are no part of the campaign on the endpoint as it was started. */
const phasesApart = [
  'cold',
  'forms',
  'replicas',
  'swapped',
  'untracked',
  'gone',
  'back',
  'shrink',
] as const satisfies readonly Phase[];

/** Phases whose calls are sent to the endpoint under test with its model in place. */
export type ServedPhase = Exclude<Phase, (typeof phasesApart)[number]>;

export const servedPhases: readonly ServedPhase[] = (Object.keys(phases) as Phase[]).filter(
  (phase): phase is ServedPhase => !phasesApart.some((apart) => apart === phase),
);

/** Whether a call of this phase can be sent again by itself: to the endpoint under test, as it was started. */
export function isServed(phase: Phase): phase is ServedPhase {
  return servedPhases.some((served) => served === phase);
}

/** How many nominal rows, from the first, the phases that send them again use: checks remember that many answers. */
export const rowsSentAgain = { repeat: 64, alone: 256, batch: 1024 } as const;
