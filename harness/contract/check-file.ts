import type { ActionSpace } from './action-space.ts';
import { clauseIds, expandClauses } from './clauses.ts';
import { ContractError } from './contract-error.ts';
import { GoldenError, readGolden } from './golden.ts';
import { contractOf, type LoadedContract } from './load-contract.ts';
import { type LoadedStack, stackOf } from './load-stack.ts';
import { missingImages } from './missing-images.ts';
import type { Mistake } from './mistake.ts';
import { mostRows } from './most-rows.ts';
import { nearestOf } from './nearest.ts';
import type { EndpointFile } from './stack-file.ts';
import { readYamlFile, type YamlFile } from './yaml-file.ts';

/** What `assay check FILE` has to say. */
export type CheckedFile =
  | { readonly kind: 'sound'; readonly is: FileKind; readonly name: string; readonly summary: readonly string[] }
  | { readonly kind: 'mistaken'; readonly is: FileKind | undefined; readonly mistakes: readonly Mistake[] };

type FileKind = 'contract' | 'stack';

/** Reads a contract (with its golden vectors) or a stack file: what it is, in a few lines, or every mistake in it. */
export function checkFile(path: string): CheckedFile {
  let is: FileKind | undefined;
  try {
    const yaml = readYamlFile(path);
    is = kindOfFile(yaml);
    if (is === 'contract') return checkedContract(contractOf(yaml));
    if (is === 'stack') return checkedStack(stackOf(yaml));
    return { kind: 'mistaken', is, mistakes: yaml.data === undefined ? yaml.mistakes : [neither(yaml)] };
  } catch (error) {
    if (error instanceof ContractError) return { kind: 'mistaken', is, mistakes: error.mistakes };
    throw error;
  }
}

const kinds: readonly FileKind[] = ['contract', 'stack'];

/** By its first key, or by either key if that stands further down. */
function kindOfFile({ data }: YamlFile): FileKind | undefined {
  const keys = typeof data === 'object' && data !== null && !Array.isArray(data) ? Object.keys(data) : [];
  const kind = keys.find((key) => key === 'contract' || key === 'stack') ?? nearestOf(keys[0] ?? '', kinds);
  return kinds.find((known) => known === kind);
}

function neither({ data, mistakeAt }: YamlFile): Mistake {
  const problem = data === null ? 'the file is empty' : 'neither a contract nor a stack file';
  return mistakeAt([], problem, { expected: 'the first key contract or stack' });
}

function checkedContract(loaded: LoadedContract): CheckedFile {
  const { contract } = loaded;
  const { policy, features, actions, asks, waivers } = contract;
  try {
    const golden = readGolden(loaded.goldenPath, contract);
    const asked = asks ? expandClauses(asks).length : clauseIds.length;
    const summary = [
      `contract ${contract.contract}: ${features.length} features, ${actionsInWords(actions)}, ${golden.inputs.rows} golden vectors`,
      `asks for ${asked} of ${clauseIds.length} clauses${waivers.length === 0 ? '' : `, waives ${waivers.length}`}`,
      `policy ${policy.artifact}, sha256 ${policy.sha256.slice(0, 12)}…`,
    ];
    return { kind: 'sound', is: 'contract', name: contract.contract, summary };
  } catch (error) {
    if (!(error instanceof GoldenError)) throw error;
    const mistakes = error.faults.map((fault) => loaded.mistakeAt(['policy', 'golden'], `${policy.golden}: ${fault}`));
    return { kind: 'mistaken', is: 'contract', mistakes };
  }
}

function actionsInWords(actions: ActionSpace): string {
  if (actions.kind === 'discrete') return `${actions.count} actions`;
  return actions.low.length === 1 ? 'one continuous action' : `${actions.low.length} continuous actions`;
}

function startInWords(start: EndpointFile['start']): string {
  if ('url' in start) return `runs at ${start.url}`;
  if ('process' in start) return `starts ${start.process.join(' ')}`;
  const { container, replicas } = start;
  const image = 'image' in container ? container.image : `what ${container.build.context} builds`;
  return `starts ${replicas === 1 ? 'a container' : `${replicas} containers`} of ${image}`;
}

function checkedStack(loaded: LoadedStack): CheckedFile {
  const mistakes = missingImages(loaded);
  if (mistakes.length > 0) return { kind: 'mistaken', is: 'stack', mistakes };
  const { stack, endpoint } = loaded.stack;
  const { start, protocol, artifact, counters, logs } = endpoint;
  const most = mostRows(protocol);
  const shows = [
    ...(most > 1 ? [`batches of up to ${most} rows`] : []),
    ...(artifact ? ['a replaceable artifact'] : []),
    ...(counters ? ['counters'] : []),
    ...(logs.decision === undefined ? [] : ['a log line a decision']),
  ];
  const summary = [
    `stack ${stack}: ${startInWords(start)}`,
    `shows ${shows.length === 0 ? 'its replies alone' : shows.join(', ')}`,
  ];
  return { kind: 'sound', is: 'stack', name: stack, summary };
}
