import { resolve } from 'node:path';
import type { z } from 'zod';
import { ContractError } from './contract-error.ts';
import { explain } from './explain.ts';
import { readFileText } from './file-text.ts';
import type { Complaint, Mistake, Position } from './mistake.ts';
import type { YamlPath } from './yaml-path.ts';
import type { YamlPlaces } from './yaml-places.ts';
import { parseYaml } from './yaml-text.ts';

/** A file as it was read, and the place of everything in it, so that whatever is found later can be pointed at. */
export interface LoadedFile {
  /** Absolute. */
  readonly file: string;
  /** Byte for byte, but for a byte order mark. */
  readonly text: string;
  /** Where the value at `path` stands, or the innermost thing around it that there is. */
  at(path: YamlPath): Position;
  /** A mistake at the value of `path`, for a `ContractError`. */
  mistakeAt(path: YamlPath, problem: string, rest?: Omit<Complaint, 'problem'>): Mistake;
}

/** A YAML file, and what is wrong with its syntax. */
export interface YamlFile extends LoadedFile {
  /** `undefined` where nothing could be read. */
  readonly data: unknown;
  readonly mistakes: readonly Mistake[];
  readonly keyAt: YamlPlaces['keyAt'];
}

const limit = 1024 * 1024;

/**
 * Reads a YAML file of at most 1 MiB.
 *
 * @param name - as the user wrote it; mistakes call the file by this name
 * @throws {ContractError} where there is no such file, or it is no text
 */
export function readYamlFile(name: string): YamlFile {
  const read = readFileText(name, limit);
  if (read.kind === 'unreadable')
    throw new ContractError([{ file: name, ...read.position, ...read.complaint }], read.cause);

  const yaml = parseYaml(read.text);
  return {
    file: resolve(name),
    text: read.text,
    data: yaml.data,
    mistakes: yaml.mistakes.map((mistake) => ({ file: name, ...mistake })),
    at: yaml.at,
    keyAt: yaml.keyAt,
    mistakeAt: (path, problem, rest) => ({ file: name, ...yaml.at(path), ...rest, problem }),
  };
}

export type Validated<T> =
  | { readonly value: T; readonly mistakes: readonly [] }
  | { readonly mistakes: readonly Mistake[] };

/** What a YAML file says by a schema, or every mistake in it. */
export function validate<Schema extends z.ZodType>(yaml: YamlFile, schema: Schema): Validated<z.output<Schema>> {
  if (yaml.data === undefined) return { mistakes: yaml.mistakes };
  if (typeof yaml.data !== 'object' || yaml.data === null || Array.isArray(yaml.data)) {
    const problem = yaml.data === null ? 'the file is empty' : 'the file is no map of keys and values';
    return {
      mistakes: [
        ...yaml.mistakes,
        yaml.mistakeAt([], problem, { expected: 'keys and values, such as contract: NAME' }),
      ],
    };
  }
  const parsed = schema.safeParse(yaml.data);
  if (parsed.success && yaml.mistakes.length === 0) return { value: parsed.data, mistakes: [] };
  const explained = explain(schema, yaml.data, parsed.error?.issues ?? []);
  const placed = explained.map(({ path, about, ...complaint }) => ({
    ...yaml.mistakeAt(path, complaint.problem, complaint),
    ...(about === 'key' ? yaml.keyAt(path) : {}),
  }));
  return { mistakes: [...yaml.mistakes, ...placed] };
}
