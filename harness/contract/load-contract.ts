import { dirname, resolve } from 'node:path';
import { type Contract, contractSchema } from './contract.ts';
import { ContractError } from './contract-error.ts';
import { fileComplaint } from './file-text.ts';
import type { Mistake } from './mistake.ts';
import { type LoadedFile, readYamlFile, validate, type YamlFile } from './yaml-file.ts';

export interface LoadedContract extends LoadedFile {
  readonly contract: Contract;
  /** Absolute; a file stands there. */
  readonly artifactPath: string;
  /** Absolute; a file stands there. */
  readonly goldenPath: string;
}

/**
 * Reads a contract, and reports every mistake in it at once. Artifact and golden vectors must be there; what is in them
 * is looked at later.
 *
 * @throws {ContractError} with every mistake, in the order of the file
 */
export function loadContract(path: string): LoadedContract {
  return contractOf(readYamlFile(path));
}

/** @throws {ContractError} */
export function contractOf(yaml: YamlFile): LoadedContract {
  const validated = validate(yaml, contractSchema);
  const mistakes = [...validated.mistakes, ...missingFiles(yaml)];
  if (!('value' in validated) || mistakes.length > 0) throw new ContractError(mistakes);

  const { file, text, at, mistakeAt } = yaml;
  const { artifact, golden } = validated.value.policy;
  const beside = (name: string) => resolve(dirname(file), name);
  return {
    contract: validated.value,
    file,
    text,
    artifactPath: beside(artifact),
    goldenPath: beside(golden),
    at,
    mistakeAt,
  };
}

/** Looks for the files that a contract names even where the rest of it is wrong. */
function missingFiles(yaml: YamlFile): Mistake[] {
  const policy = memberOf(yaml.data, 'policy');
  return ['artifact', 'golden'].flatMap((key) => {
    const name = memberOf(policy, key);
    if (typeof name !== 'string' || name === '') return [];
    const complaint = fileComplaint(resolve(dirname(yaml.file), name));
    return complaint ? [yaml.mistakeAt(['policy', key], `policy.${key}: ${complaint.problem}`, complaint)] : [];
  });
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
