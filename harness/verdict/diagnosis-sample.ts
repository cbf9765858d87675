import type { ExpectedAnswer } from '../checks/check.ts';
import { answerWidth, type Contract } from '../contract/contract.ts';
import { noAction } from '../contract/no-action.ts';
import type { Exchange } from '../history/exchange.ts';
import type { History } from '../history/history.ts';
import { servedPhases } from '../history/phase.ts';
import { agrees } from '../oracle/agreement.ts';
import { decisionRule } from '../oracle/decision.ts';
import type { Circumstances, EarlierRows, RowAnswers, Sample } from '../oracle/hypotheses/hypothesis.ts';
import type { Protocol, RowAnswer } from '../protocols/protocol.ts';
import { judged } from './judged-exchanges.ts';
import type { Steps } from './steps.ts';

/** Rows that show something else than the model are rare and tell most, so that they have a share of their own. */
const mostTelling = 1_000;
const mostOthers = 1_000;
const mostEarlier = 4_096;
/** Beyond so many rows, one in so many requests of a bulk is read: understanding replies is what takes time. */
const rowsReadInFull = 32_768;
const bulkReadBeyond = 32;

interface SampledRow {
  readonly observation: Float32Array;
  readonly expected: ExpectedAnswer;
  readonly answer: RowAnswer;
  readonly circumstances: Circumstances;
}

/**
 * Answered rows of a history, evenly spread over it: some that the model does not explain, and some that it does.
 *
 * Near-ties are left out, and so are replies that are no answers. Reads the history once; nothing grows with it.
 */
export function* sampleOf(history: History, contract: Contract, protocol: Protocol): Steps<Sample> {
  const telling = new Thinned<{ order: number; row: SampledRow }>(mostTelling);
  const others = new Thinned<{ order: number; row: SampledRow }>(mostOthers);
  const earlier: SampledRow[] = [];
  let order = 0;
  for (const row of answeredRows(history, contract, protocol)) {
    if (earlier.length < mostEarlier) earlier.push(row);
    if (row.expected.nearTie || row.expected.action === noAction) continue;
    const { answer, expected } = row;
    const tells = isAnother(contract, answer, expected) || answer.usedTrainedModel === false;
    (tells ? telling : others).add({ order, row });
    order += 1;
    yield;
  }
  const rows = [...telling.kept, ...others.kept].toSorted((a, b) => a.order - b.order).map(({ row }) => row);
  return assembled(rows, earlier, contract);
}

/** Whether another action was served than the model gives; a continuous one is compared by its values. */
function isAnother({ actions, policy }: Contract, { action, scores }: RowAnswer, expected: ExpectedAnswer): boolean {
  if (actions.kind === 'discrete' || !scores) return action !== expected.action;
  return scores.some((value, index) => !agrees(value, expected.scores[index] ?? Number.NaN, policy.tolerance));
}

/** Keeps at most so many of what comes, evenly spread: every one, then every second, every fourth … */
class Thinned<Item> {
  kept: Item[] = [];
  #seen = 0;
  #step = 1;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(item: Item): void {
    if (this.#seen % this.#step === 0) this.kept.push(item);
    this.#seen += 1;
    if (this.kept.length <= this.#most) return;
    this.kept = this.kept.filter((_, index) => index % 2 === 0);
    this.#step *= 2;
  }
}

function* answeredRows(history: History, contract: Contract, protocol: Protocol): Generator<SampledRow> {
  const order = new Order();
  for (const exchange of history.exchanges({ phases: servedPhases })) {
    if (exchange.phase === 'bulk' && order.answered > rowsReadInFull && exchange.id % bulkReadBeyond !== 0) {
      order.pass(exchange);
      continue;
    }
    const { reply, expected } = judged(exchange, contract, protocol);
    const request = { actions: Int32Array.from(expected, ({ action }) => action), scores: exchange.expected };
    const { overlapped, stretch, previous } = order.next(exchange, request);
    if (reply.kind !== 'answered' || exchange.rows === 0) continue;
    const width = exchange.observation.length / exchange.rows;
    for (const [position, answer] of reply.rows.entries()) {
      const own = expected[position];
      if (!own) break;
      yield {
        observation: exchange.observation.subarray(position * width, (position + 1) * width),
        expected: own,
        answer,
        circumstances: {
          ordinal: order.answered,
          stretch,
          // Rows of one request have no order in time.
          previous: exchange.rows === 1 ? previous : undefined,
          overlapped,
          besideMalformed: exchange.phase === 'beside' && exchange.note !== '',
          flag: answer.usedTrainedModel,
          position,
          request,
        },
      };
      order.answered += 1;
    }
  }
}

/** Follows which requests were made one after the other. */
class Order {
  answered = 0;
  #stretch = 0;
  #latestEnd = Number.NEGATIVE_INFINITY;
  #overlapped = false;
  #previous: RowAnswers | undefined;

  /** A request whose answers are not looked at. */
  pass({ rows }: Pick<Exchange, 'rows'>): void {
    this.answered += rows;
    this.#previous = undefined;
  }

  next({ sentAt, endedAt, rows }: Pick<Exchange, 'sentAt' | 'endedAt' | 'rows'>, request: RowAnswers) {
    const overlapped = sentAt < this.#latestEnd;
    const begins = overlapped || this.#overlapped || rows === 0;
    if (begins) this.#stretch += 1;
    const previous = begins ? undefined : this.#previous;
    this.#overlapped = overlapped;
    this.#latestEnd = Math.max(this.#latestEnd, endedAt);
    this.#previous = rows === 0 ? undefined : request;
    return { overlapped, previous, stretch: overlapped ? -1 : this.#stretch };
  }
}

function assembled(rows: readonly SampledRow[], earlier: readonly SampledRow[], contract: Contract): Sample {
  const { features, actions, policy } = contract;
  const statesScores = rows.some(({ answer }) => answer.scores !== undefined);
  return {
    ...blocksOf(rows, contract),
    served: Int32Array.from(rows, ({ answer }) => answer.action),
    servedScores: statesScores
      ? flat(
          rows.map(({ answer }) => answer.scores ?? []),
          answerWidth(policy),
        )
      : undefined,
    forFitting: Uint8Array.from(rows, (_, row) => parity(row)),
    circumstances: rows.map(({ circumstances }) => circumstances),
    earlier: earlierRows(statesScores ? earlier : [], contract),
    features,
    inputs: policy.inputs,
    mask: policy.mask,
    labels: actions.labels,
    discretised:
      actions.kind === 'box' && actions.discretised
        ? { ...actions.discretised, served: Int32Array.from(rows, ({ answer }) => answer.discrete ?? -1) }
        : undefined,
    rule: decisionRule(contract),
    tolerance: policy.tolerance,
  };
}

function earlierRows(rows: readonly SampledRow[], contract: Contract): EarlierRows {
  const { observations, oracle } = blocksOf(rows, contract);
  return {
    observations,
    ordinals: Int32Array.from(rows, ({ circumstances }) => circumstances.ordinal),
    answers: oracle,
  };
}

function blocksOf(
  rows: readonly SampledRow[],
  { features, policy }: Contract,
): Pick<Sample, 'observations' | 'oracle'> {
  const values = flat(
    rows.map(({ observation }) => observation),
    features.length,
  );
  const scores = flat(
    rows.map(({ expected }) => expected.scores),
    answerWidth(policy),
  );
  return {
    observations: { rows: rows.length, width: features.length, values },
    oracle: {
      rows: rows.length,
      width: answerWidth(policy),
      scores,
      actions: Int32Array.from(rows, ({ expected }) => expected.action),
      margins: Float32Array.from(rows, ({ expected }) => expected.margin),
    },
  };
}

/** Rows one after the other; NaN where one is shorter. */
function flat(rows: readonly ArrayLike<number>[], width: number): Float32Array {
  const values = new Float32Array(rows.length * width).fill(Number.NaN);
  rows.forEach((row, index) => {
    for (let at = 0; at < Math.min(row.length, width); at += 1) values[index * width + at] = row[at]!;
  });
  return values;
}

/** 0 or 1 as the number of ones in its binary digits is even or odd: halves that no cycle of a campaign falls into. */
function parity(number: number): number {
  let rest = number;
  let ones = 0;
  for (; rest > 0; rest &= rest - 1) ones += 1;
  return ones % 2;
}
