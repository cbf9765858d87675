import { join } from 'node:path';
import type { Contract } from '../../contract/contract.ts';
import { loadContract } from '../../contract/load-contract.ts';
import { loadStack } from '../../contract/load-stack.ts';
import { type ObservationBlock, rowOf } from '../../contract/observation-block.ts';
import type { Exchange } from '../../history/exchange.ts';
import type { ExchangeFilter, History } from '../../history/history.ts';
import type { Phase } from '../../history/phase.ts';
import { boundary } from '../../observations/boundary.ts';
import { nominal } from '../../observations/nominal.ts';
import { spaceOf } from '../../observations/observation-space.ts';
import type { Evaluate, OracleAnswers } from '../../oracle/answers.ts';
import { readArtifact } from '../../oracle/artifact.ts';
import { type Oracle, openOracle } from '../../oracle/oracle.ts';
import type { Protocol } from '../../protocols/protocol.ts';
import { protocolOf } from '../../protocols/protocol-of.ts';

const repository = join(import.meta.dirname, '../../..');
const loaded = loadContract(join(repository, 'contracts/kalshi-limit-order.yaml'));
const { endpoint } = loadStack(join(repository, 'fixtures/stacks/embedded/stack.yaml')).stack;

export const { contract } = loaded;
export const labels: readonly string[] = contract.actions.labels;
export const featureNames = contract.features.map(({ name }) => name);

/** What is needed to read a simulated run. */
export interface SimulatedRun {
  readonly history: History;
  readonly contract: Contract;
  readonly protocol: Protocol;
}

/** The policy of the contract, or one beside it, such as `sibling`. */
export async function openPolicy(name = ''): Promise<Oracle> {
  const artifact = await readArtifact(join(repository, 'fixtures/policies/kalshi-limit-order', name, 'policy.onnx'));
  const policy = { ...contract.policy, sha256: artifact.sha256 };
  return openOracle({ artifact, contract: { ...contract, policy }, workers: 1 });
}

/** What a stack answers to all rows that are sent, in their order. */
export interface Served {
  readonly actions: ArrayLike<number>;
  readonly scores?: Float32Array;
  readonly flags?: readonly boolean[];
}

/** Rows as they are sent, and what the model gives to them. */
export interface SentRows {
  readonly observations: ObservationBlock;
  readonly model: OracleAnswers;
  /** Index of the first row of the request of each row, and how many rows it has. */
  readonly requests: readonly { readonly first: number; readonly rows: number }[];
}

export type SimulatedStack = (sent: SentRows, evaluate: Evaluate) => Served | Promise<Served>;

const overlapping = 1_280;
const oneByOne = 256;
const batches = 16;
const rowsPerBatch = 16;

/**
 * A run as a campaign leaves it: rows that overlap, rows one after the other, and batches.
 *
 * @param statesScores - whether its replies hold scores
 */
export async function simulatedRun(
  stack: SimulatedStack,
  evaluate: Evaluate,
  statesScores: boolean,
): Promise<SimulatedRun> {
  const sent = await sentRows(evaluate);
  const served = await stack(sent, evaluate);
  const exchanges: Exchange[] = [];
  for (let row = 0; row < sent.requests.length; row += sent.requests[row]!.rows) {
    exchanges.push(exchangeOf(exchanges.length + 1, row, sent, served, statesScores));
  }
  const { scores: _, ...replyWithoutScores } = contract.reply;
  const declared = statesScores ? contract : { ...contract, reply: replyWithoutScores };
  const history: History = {
    exchanges: ({ phases }: ExchangeFilter = {}) => exchanges.filter(({ phase }) => phases?.includes(phase) ?? true),
    logs: () => [],
    facts: () => [],
  };
  const protocol = protocolOf({ contract: declared, endpoint, environment: () => undefined });
  return { history, contract: declared, protocol };
}

async function sentRows(evaluate: Evaluate): Promise<SentRows> {
  const space = spaceOf(contract);
  const singles = overlapping + oneByOne;
  const edges = 256;
  const rows = singles + batches * rowsPerBatch;
  const values = new Float32Array(rows * space.width);
  values.set(boundary(space, 7).block(0, edges).values);
  values.set(nominal(space, 7).block(0, rows - edges).values, edges * space.width);
  const observations = { rows, width: space.width, values };
  return {
    observations,
    model: await evaluate(observations),
    requests: Array.from({ length: rows }, (_, row) => {
      if (row < singles) return { first: row, rows: 1 };
      return { first: row - ((row - singles) % rowsPerBatch), rows: rowsPerBatch };
    }),
  };
}

function exchangeOf(
  id: number,
  first: number,
  { observations, model, requests }: SentRows,
  { actions, scores, flags }: Served,
  statesScores: boolean,
): Exchange {
  const { rows } = requests[first]!;
  const phase: Phase = rows > 1 ? 'batch' : first < overlapping ? 'nominal' : 'alone';
  const stated = (row: number) => ({
    action: actions[row],
    used_trained_model: flags?.[row] ?? true,
    feature_count: observations.width,
    model_version: contract.policy.sha256.slice(0, 12),
    latency_ms: 1,
    ...(statesScores
      ? { logits: [...rowOf({ rows: model.rows, width: model.width, values: scores ?? model.scores }, row)] }
      : {}),
  });
  const all = Array.from({ length: rows }, (_, row) => stated(first + row));
  const sentAt = 2 * id;
  return {
    id,
    phase,
    subject: first,
    note: '',
    rows,
    observation: observations.values.slice(first * observations.width, (first + rows) * observations.width),
    expected: model.scores.slice(first * model.width, (first + rows) * model.width),
    request: null,
    scheduledAt: sentAt,
    sentAt,
    endedAt: sentAt + (phase === 'nominal' ? 9 : 1),
    retries: 0,
    outcome: {
      kind: 'reply',
      status: 200,
      contentType: 'application/json',
      body: new TextEncoder().encode(JSON.stringify(rows > 1 ? { predictions: all } : all[0])),
    },
  };
}
