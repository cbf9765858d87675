import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Writable } from 'node:stream';
import type { ApplicationFault, TraderName } from '../../fixtures/faults/application-fault.ts';
import {
  applicationFaultFile,
  applicationFaultIds,
  readApplicationFault,
} from '../../fixtures/faults/application-zoo.ts';
import type { Fault } from '../../fixtures/faults/fault.ts';
import { CannotBePlanted } from '../../fixtures/faults/ingredients/cannot-be-planted.ts';
import type { StackFault } from '../../fixtures/faults/stacks/stack-fault.ts';
import { readStackFault, stackFaultNames } from '../../fixtures/faults/stacks/stack-zoo.ts';
import { faultFile, faultIds, readFault } from '../../fixtures/faults/zoo.ts';
import { declarationOf } from '../../fixtures/stacks/embedded/declaration.ts';
import { Log } from '../../fixtures/stacks/embedded/log.ts';
import { Metrics } from '../../fixtures/stacks/embedded/metrics.ts';
import { healthyParts } from '../../fixtures/stacks/embedded/parts.ts';
import type { Contract } from '../contract/contract.ts';
import { nearestOf } from '../contract/nearest.ts';
import type { ApplicationFile, EndpointFile } from '../contract/stack-file.ts';
import {
  contractCalled,
  defaultContract,
  defaultStack,
  stackCalled,
  traderContract,
  traderStack,
} from './package-files.ts';
import { UsageError } from './usage-error.ts';

/** A fault of the zoo, and the part of the stack that it is planted in. */
export type ZooFault =
  | { readonly kind: 'endpoint'; readonly fault: Fault }
  | { readonly kind: 'application'; readonly fault: ApplicationFault }
  | { readonly kind: 'stack'; readonly fault: StackFault };

/**
 * The fault of a name: that of the stack that is named, if it has one of its own, or else the one of the embedded
 * endpoint, of an application, or of the only stack that has one.
 *
 * @param stack - path of the stack file that the command names
 * @throws {UsageError} FAULT_UNKNOWN, FAULT_CANNOT_BE_PLANTED
 */
export async function faultCalled(name: string, stack: string | undefined): Promise<ZooFault> {
  const ofStacks = stackFaultNames().filter(({ id }) => id === name);
  const ofTheStack = ofStacks.find((fault) => stack !== undefined && resolve(stack) === stackCalled(fault.stack));
  if (ofTheStack) return { kind: 'stack', fault: await readStackFault(ofTheStack) };
  if (faultIds().includes(name)) return { kind: 'endpoint', fault: await readFault(name) };
  if (applicationFaultIds().includes(name)) return { kind: 'application', fault: await readApplicationFault(name) };
  const [only, ...others] = ofStacks;
  if (only && others.length === 0 && stack === undefined) return { kind: 'stack', fault: await readStackFault(only) };
  if (only) throw plantedElsewhere(name, [only, ...others]);
  const known = [...new Set([...faultIds(), ...applicationFaultIds(), ...stackFaultNames().map(({ id }) => id)])];
  const nearest = nearestOf(name, known);
  throw new UsageError('FAULT_UNKNOWN', {
    problem: `there is no fault ${name}`,
    remedy: `${nearest === undefined ? '' : `did you mean ${nearest}? `}the zoo holds ${known.join(', ')}`,
  });
}

function plantedElsewhere(name: string, faults: readonly { readonly stack: string }[]): UsageError {
  return new UsageError('FAULT_CANNOT_BE_PLANTED', {
    problem: `the fault ${name} can be planted only in the stack ${faults.map(({ stack }) => stack).join(' or ')}`,
    remedy: `name ${faults.map(({ stack }) => stackCalled(stack)).join(' or ')} with --stack`,
  });
}

interface VerifiedFiles {
  readonly contract: string;
  readonly stack: string;
}

/**
 * The files that are verified where the command names no contract, or no stack: paths.
 *
 * Nothing named at all is the whole of it: a model server and the application that trades by it.
 */
export function usualFiles(
  zoo: ZooFault | undefined,
  { contract, stack, policy }: { readonly [Name in 'contract' | 'stack' | 'policy']?: string | undefined },
): VerifiedFiles {
  const usual = usualFor(zoo, contract === undefined && stack === undefined && policy === undefined);
  return { contract: contract ?? usual.contract, stack: stack ?? usual.stack };
}

function usualFor(zoo: ZooFault | undefined, nothingIsNamed: boolean): VerifiedFiles {
  if (zoo?.kind === 'application') {
    const trader = traderOf(zoo.fault);
    return { contract: contractCalled(trader), stack: stackCalled(trader) };
  }
  if (zoo?.kind === 'stack') {
    return { contract: contractCalled(zoo.fault.contract), stack: stackCalled(zoo.fault.stack) };
  }
  if (zoo) {
    const { stack } = zoo.fault;
    return { contract: contractOfFault(zoo.fault), stack: stack === undefined ? defaultStack : stackCalled(stack) };
  }
  return nothingIsNamed
    ? { contract: traderContract, stack: traderStack }
    : { contract: defaultContract, stack: defaultStack };
}

function traderOf({ trader }: ApplicationFault): TraderName {
  return trader ?? 'kalshi-trader';
}

function contractOfFault({ contract }: Fault): string {
  return contract === undefined ? defaultContract : contractCalled(contract);
}

/**
 * The application of a stack file, to be started with the fault in it.
 *
 * @throws {UsageError} FAULT_CANNOT_BE_PLANTED
 */
export function withApplicationFault(
  application: ApplicationFile | undefined,
  fault: ApplicationFault,
  { contract }: Pick<Contract, 'contract'>,
): ApplicationFile {
  const refused = (problem: string, remedy: string) =>
    new UsageError('FAULT_CANNOT_BE_PLANTED', { problem: `the fault ${fault.id} ${problem}`, remedy });
  if (!(application && 'process' in application.start)) {
    throw refused(
      'can be planted only in a stack with an application that Assay starts',
      'name a stack file of the fixtures that has one with --stack, or leave it out',
    );
  }
  if (fault.trader !== undefined && fault.trader !== contract) {
    throw refused(
      `is one of ${fault.trader}, and cannot be planted under the contract ${contract}`,
      `leave --contract and --stack out, and it is planted in ${stackCalled(fault.trader)}`,
    );
  }
  const { start } = application;
  return { ...application, start: { ...start, env: { ...start.env, FAULT: applicationFaultFile(fault.id) } } };
}

/**
 * The endpoint of a stack file, to be started with the fault in it.
 *
 * @param policy - what is served: the artifact as an absolute path
 * @throws {UsageError} FAULT_CANNOT_BE_PLANTED
 */
export function withFault(
  endpoint: EndpointFile,
  fault: Fault,
  policy: { readonly contract: Contract; readonly artifactPath: string },
): EndpointFile {
  if (!('process' in endpoint.start)) {
    throw new UsageError('FAULT_CANNOT_BE_PLANTED', {
      problem: `the fault ${fault.id} can be planted only in a stack that Assay starts`,
      remedy: 'name a stack file of the fixtures with --stack, or leave it out',
    });
  }
  // An artifact that is missing is a mistake of the contract, which is told with its place.
  if (existsSync(policy.artifactPath)) mustBePlantable(fault, policy);
  return { ...endpoint, start: { ...endpoint.start, env: { ...endpoint.start.env, FAULT: faultFile(fault.id) } } };
}

/** Plants it in a server that is never started. */
function mustBePlantable(
  fault: Fault,
  { contract, artifactPath }: { readonly contract: Contract; readonly artifactPath: string },
): void {
  const declaration = declarationOf(contract, artifactPath);
  const log = new Log(new Writable({ write: (_chunk, _encoding, done) => done() }));
  const metrics = new Metrics();
  try {
    fault.plant(healthyParts(declaration, metrics), { declaration, log, metrics });
  } catch (cause) {
    if (!(cause instanceof CannotBePlanted)) throw cause;
    throw new UsageError('FAULT_CANNOT_BE_PLANTED', {
      problem: `the fault ${fault.id} cannot be planted under the contract ${contract.contract}: it ${cause.message}`,
      remedy: `leave --contract out, and it is planted under ${contractOfFault(fault)}`,
      cause,
    });
  }
}
