import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LoadedContract, loadContract } from '../contract/load-contract.ts';
import { type DirectedOptions, directed } from '../observations/directed.ts';
import { nominal } from '../observations/nominal.ts';
import { type ObservationSpace, spaceOf } from '../observations/observation-space.ts';
import type { Evaluate, OracleAnswers } from '../oracle/answers.ts';
import { decisionRule } from '../oracle/decision.ts';
import { givesWhat, type Network, readNetwork } from '../oracle/network.ts';
import { openOracle } from '../oracle/oracle.ts';
import { type Targets, targetsOf } from '../oracle/target-margin.ts';
import { decisiveMargin } from './decisive-margin.ts';

interface Measurement {
  readonly name: string;
  /** How many times as many rows uniform drawing takes. */
  readonly ratio: number;
  readonly detail: string;
}

const uniformRows = 1 << 22;
const blockRows = 4096;
const seeds = 60;
const budget = 1 << 16;

/**
 * Rows that the oracle is asked until the first row of the rarest target of each policy, and of every target: by directed
 * search, as the median of several seeds, against uniform drawing, as the mean by the rates at which it gives the targets.
 * Where no uniform row gives it, the rate is taken for one in as many rows as were drawn, which is too many. The rarest
 * policy comes first. Directed search is guided by the network that is read out of the artifact, where it can be, or by the
 * answers to its own rows alone.
 */
export async function measure(): Promise<Measurement[]> {
  const contracts = fileURLToPath(new URL('../../contracts/', import.meta.url));
  const measured: { readonly rate: number; readonly rows: readonly Measurement[] }[] = [];
  const artifacts = new Set<string>();
  for (const file of globSync('*.yaml', { cwd: contracts }).sort()) {
    const loaded = loadContract(contracts + file);
    // Another contract of the same policy is searched alike.
    if (artifacts.has(loaded.artifactPath)) continue;
    artifacts.add(loaded.artifactPath);
    measured.push(await measurePolicy(file, loaded));
  }
  return measured.sort((one, other) => one.rate - other.rate).flatMap(({ rows }) => rows);
}

async function measurePolicy(file: string, { contract, artifactPath }: LoadedContract) {
  await using oracle = await openOracle({ artifact: artifactPath, contract });
  const { evaluate } = oracle;
  const space = spaceOf(contract);
  const rule = decisionRule(contract);
  const targets = targetsOf(rule);
  const block = nominal(space, 1).block(0, 256);
  const start = await evaluate(block);
  const read = readNetwork(oracle.artifact.bytes, contract.policy);
  const network = read && givesWhat(start, read, block) ? read : undefined;
  const minimumMargin = decisiveMargin(start, rule, contract.policy.tolerance);

  const reachable = [...(await reachedUniformly(space, evaluate, targets, minimumMargin)).entries()].filter(
    ([target]) => !contract.actions.unreachable.includes(contract.actions.targets[target] ?? ''),
  );
  const [rarest, reached] = reachable.reduce((one, other) => (other[1] < one[1] ? other : one));
  const uniform = uniformRows / Math.max(reached, 1);
  const search = (sought: Targets, network: Network | undefined) =>
    firstRows(space, evaluate, { targets: sought, perTarget: 1, minimumMargin, budget, network });

  const policy = basename(file, '.yaml');
  const name = `${contract.actions.targets[rarest]} of ${policy}`;
  const last = rowsUntilTheLast(reachable.map(([, count]) => Math.max(count, 1) / uniformRows));
  const row = (what: string, counts: readonly number[], uniformly = uniform) => {
    const rows = counts.toSorted((one, other) => one - other)[seeds >> 1]!;
    const against = `against ${reached === 0 ? 'more than ' : ''}${Math.round(uniformly)}`;
    return { name: what, ratio: uniformly / rows, detail: `${rows} rows ${against}` };
  };
  const rowsOf = async (network: Network | undefined, how: string) => {
    const alone = await search(only(targets, rarest), network);
    const together = await search(targets, network);
    const all = together.map((firsts) => Math.max(...reachable.map(([target]) => firsts[target]!)));
    return [
      row(
        `search for ${name}, ${how}`,
        alone.map(([first]) => first!),
      ),
      row(
        `search for ${name} and all others, until it, ${how}`,
        together.map((firsts) => firsts[rarest]!),
      ),
      row(`search for all of ${policy}, against the rarest alone, ${how}`, all),
      row(`search for all of ${policy}, until the last, ${how}`, all, last),
    ];
  };
  const byAnswers = await rowsOf(undefined, 'by answers alone');
  return {
    rate: reached / uniformRows,
    rows: network ? [...(await rowsOf(network, 'by the network')), ...byAnswers] : byAnswers,
  };
}

/** Mean rows until the last of several targets, each of which a row reaches at its rate: the integral of what is still lacking. */
function rowsUntilTheLast(rates: readonly number[]): number {
  const step = 0.01 / Math.min(...rates);
  let rows = 0;
  for (let at = step / 2; at < 4_000 * step; at += step) {
    rows += step * (1 - rates.reduce((found, rate) => found * -Math.expm1(-rate * at), 1));
  }
  return rows;
}

/** How many of the uniform rows reach each target. */
async function reachedUniformly(space: ObservationSpace, evaluate: Evaluate, targets: Targets, minimumMargin: number) {
  const reached = new Float64Array(targets.count);
  const rows = nominal(space, 2 ** 40);
  for (let first = 0; first < uniformRows; first += blockRows) {
    for (const [, target] of reachedBy(await evaluate(rows.block(first, blockRows)), targets, minimumMargin)) {
      reached[target]! += 1;
    }
  }
  return reached;
}

/** Each row with each target that it reaches, row after row. */
function* reachedBy(answers: OracleAnswers, targets: Targets, minimumMargin: number): Generator<[number, number]> {
  const preferences = targets.preferences(answers);
  for (let row = 0; row < answers.rows; row += 1) {
    const preferred = preferences.subarray(row * targets.width, (row + 1) * targets.width);
    for (let target = 0; target < targets.count; target += 1) {
      if (targets.margin(preferred, target) > minimumMargin) yield [row, target];
    }
  }
}

/** Of each seed, by target: rows asked until the first that reaches it, whichever target it was meant for. */
async function firstRows(space: ObservationSpace, evaluate: Evaluate, options: DirectedOptions) {
  const { targets, minimumMargin } = options;
  const all: number[][] = [];
  for (let seed = 1; seed <= seeds; seed += 1) {
    let asked = 0;
    const firsts = Array.from({ length: targets.count }, () => budget);
    const counting: Evaluate = async (block) => {
      const answers = await evaluate(block);
      for (const [row, target] of reachedBy(answers, targets, minimumMargin)) {
        firsts[target] = Math.min(firsts[target]!, asked + row + 1);
      }
      asked += block.rows;
      return answers;
    };
    await directed(space, seed, counting, options);
    all.push(firsts);
  }
  return all;
}

function only(targets: Targets, target: number): Targets {
  return { ...targets, count: 1, margin: (preferred) => targets.margin(preferred, target) };
}

if (import.meta.main) console.table(await measure());
