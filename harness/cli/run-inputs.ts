import { randomInt } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type ClauseId, clauseGroups, clauseIds, expandClauses } from '../contract/clauses.ts';
import type { Contract } from '../contract/contract.ts';
import { ContractError } from '../contract/contract-error.ts';
import { type GoldenVectors, readGolden } from '../contract/golden.ts';
import { type LoadedContract, loadContract } from '../contract/load-contract.ts';
import { type LoadedStack, loadStack, unknownNames } from '../contract/load-stack.ts';
import { missingImages } from '../contract/missing-images.ts';
import { nearestOf } from '../contract/nearest.ts';
import type { ApplicationFile, EndpointFile } from '../contract/stack-file.ts';
import type { RequestLimits } from '../protocols/request-budget.ts';
import { faultCalled, usualFiles, withApplicationFault, withFault } from './planted-fault.ts';
import { mistakesOfExchange } from './served-exchange.ts';
import { missingForm, servedForm } from './served-form.ts';
import { recordedDigest } from './training-record.ts';
import { UsageError } from './usage-error.ts';

/** What the command line names. */
export interface VerifyFlags {
  /** Without it, the contract of the fault, or else one of the fixtures. */
  readonly contract?: string | undefined;
  /** Without it, the embedded stack, or the one with an application that the fault needs. */
  readonly stack?: string | undefined;
  readonly policy?: string | undefined;
  readonly seed?: number | undefined;
  readonly observations: number;
  readonly only?: readonly string[] | undefined;
  readonly fault?: string | undefined;
  /** Most requests that the endpoint is sent, in all. */
  readonly maxRequests?: number | undefined;
  /** The same, in a second. */
  readonly rate?: number | undefined;
}

/** Everything that a run is made from, read and checked: nothing was started yet. */
export interface RunInputs {
  readonly loaded: LoadedContract;
  /** As it stands in its file, but for the fault, if it is one of the whole stack. */
  readonly stack: LoadedStack;
  readonly contract: Contract;
  /** The endpoint of the stack file, with the fault planted if there is one. */
  readonly endpoint: EndpointFile;
  /** The application of the stack file, with the fault planted if it is one of its. */
  readonly application: ApplicationFile | undefined;
  readonly artifactPath: string;
  /** What the endpoint loads: the artifact, or the same model in another form. */
  readonly servedPath: string;
  readonly golden: GoldenVectors;
  readonly asked: readonly ClauseId[];
  readonly seed: number;
  readonly observations: number;
  readonly limits: RequestLimits;
  readonly policy: string | null;
  readonly fault: string | null;
}

/**
 * @throws {ContractError} with every mistake of the contract and of the stack file
 * @throws {GoldenError}
 * @throws {UsageError} FAULT_UNKNOWN, FAULT_CANNOT_BE_PLANTED, CLAUSE_UNKNOWN, NOTHING_ASKED, POLICY_UNUSABLE
 */
export async function readInputs(flags: VerifyFlags): Promise<RunInputs> {
  const zoo = flags.fault === undefined ? undefined : await faultCalled(flags.fault, flags.stack);
  const files = usualFiles(zoo, flags);
  const loaded = loadContract(files.contract);
  const written = loadStack(files.stack);
  const stack = zoo?.kind === 'stack' ? { ...written, stack: zoo.fault.plant(written.stack) } : written;
  const candidate = flags.policy === undefined ? undefined : readCandidate(flags.policy);
  const artifactPath = candidate?.artifact ?? loaded.artifactPath;
  const mistakes = [
    ...unknownNames(stack, loaded.contract),
    ...missingImages(stack),
    ...missingForm(stack, artifactPath),
    ...(await mistakesOfExchange(stack, loaded.contract)),
  ];
  if (mistakes.length > 0) throw new ContractError(mistakes);
  const contract = candidate
    ? { ...loaded.contract, policy: { ...loaded.contract.policy, sha256: candidate.sha256 } }
    : loaded.contract;
  const { endpoint, application } = stack.stack;
  return {
    loaded,
    stack,
    contract,
    endpoint: zoo?.kind === 'endpoint' ? withFault(endpoint, zoo.fault, { contract, artifactPath }) : endpoint,
    application: zoo?.kind === 'application' ? withApplicationFault(application, zoo.fault, contract) : application,
    artifactPath,
    servedPath: servedForm(artifactPath, endpoint.artifact?.served),
    golden: readGolden(candidate?.golden ?? loaded.goldenPath, contract),
    asked: askedClauses(contract, flags.only),
    seed: flags.seed ?? randomInt(2 ** 32),
    observations: flags.observations,
    limits: { maximum: flags.maxRequests, rate: flags.rate },
    policy: flags.policy === undefined ? null : resolve(flags.policy),
    fault: flags.fault ?? null,
  };
}

function askedClauses(contract: Contract, only: readonly string[] | undefined): ClauseId[] {
  const asked = expandClauses(contract.asks ?? clauseGroups);
  if (only === undefined) return asked;
  const named = new Set(only.flatMap((name) => clausesNamed(name, asked)));
  return clauseIds.filter((id) => named.has(id));
}

/** A group is what the contract asks of it; a clause that is named by itself is asked for whatever the contract says. */
function clausesNamed(name: string, asked: readonly ClauseId[]): ClauseId[] {
  const clause = clauseIds.find((id) => id === name);
  if (clause) return [clause];
  const group = clauseGroups.find((each) => each === name);
  if (!group) {
    const nearest = nearestOf(name, [...clauseGroups, ...clauseIds]);
    throw new UsageError('CLAUSE_UNKNOWN', {
      problem: `there is no clause or group "${name}" (--only)`,
      remedy: nearest === undefined ? `name one of ${clauseGroups.join(', ')}` : `did you mean ${nearest}?`,
    });
  }
  const clauses = expandClauses([group]);
  const ofGroup = clauses.filter((id) => asked.includes(id));
  if (ofGroup.length > 0) return ofGroup;
  throw new UsageError('NOTHING_ASKED', {
    problem: `the contract asks for no clause of ${group} (--only)`,
    remedy: `add it to "asks" in the contract, or name a clause outright: ${clauses.join(', ')}`,
  });
}

interface Candidate {
  readonly artifact: string;
  readonly golden: string;
  readonly sha256: string;
}

/** Another policy under the same contract: a folder as a training leaves it, or the artifact in it. */
function readCandidate(path: string): Candidate {
  const unusable = (problem: string, cause?: unknown) =>
    new UsageError('POLICY_UNUSABLE', {
      problem: `the policy ${path} ${problem}`,
      remedy: 'name a folder that holds policy.onnx, golden.json and record.json, as a training leaves it',
      cause,
    });
  if (!existsSync(path)) throw unusable('does not exist');
  const folder = statSync(path).isDirectory() ? path : dirname(path);
  const artifact = folder === path ? join(path, 'policy.onnx') : path;
  for (const file of [artifact, join(folder, 'golden.json'), join(folder, 'record.json')]) {
    if (!existsSync(file)) throw unusable(`has no ${file}`);
  }
  try {
    return { artifact: resolve(artifact), golden: join(folder, 'golden.json'), sha256: recordedDigest(folder) };
  } catch (cause) {
    throw unusable('has a record.json that names no digest of its artifact', cause);
  }
}
