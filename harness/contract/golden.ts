import { AssayError, exitCodes } from '../assay-error.ts';
import type { Contract } from './contract.ts';
import { readFileText } from './file-text.ts';
import { inputsThatAreNoObservations } from './golden-values.ts';
import { nearestOf } from './nearest.ts';
import { type ObservationBlock, rowOf } from './observation-block.ts';
import type { Tensor } from './tensor.ts';

/** What the training framework answered, by its own word. */
export interface GoldenVectors {
  /** The framework, with its version. */
  readonly framework: string | undefined;
  /** Digest of the artifact that the vectors were made for. */
  readonly artifact: string | undefined;
  readonly inputs: ObservationBlock;
  /** One row of scores for each row of `inputs`. */
  readonly outputs: ObservationBlock;
}

/** Golden vectors that cannot be used; every fault names its row and column, counted from zero. */
export class GoldenError extends AssayError {
  readonly exitCode = exitCodes.usage;
  readonly faults: readonly string[];

  constructor(file: string, faults: readonly string[], cause?: unknown) {
    super('GOLDEN_UNUSABLE', {
      problem: faults.map((fault) => `${file}: ${fault}`).join('\n'),
      remedy: 'write the golden vectors again, from the framework that trained the artifact',
      cause,
    });
    this.faults = faults;
  }
}

const limit = 64 * 1024 * 1024;
const mostShown = 20;

type GoldenContract = Pick<Contract, 'features'> & {
  readonly policy: Pick<Contract['policy'], 'inputs' | 'outputs' | 'mask'>;
};

/**
 * Reads golden vectors: JSON, `{"framework"?, "artifact"?, "inputs": {NAME: [[…], …]}, "outputs": {NAME: [[…], …]}}` by
 * the names and shapes of the contract; a row of several axes is nested as they are, or flat. Further outputs, which the
 * contract does not name, may be there. Inputs are of the kinds of their features; beyond their ranges they may be.
 *
 * @throws {GoldenError} GOLDEN_UNUSABLE, with the first 20 faults
 */
export function readGolden(file: string, contract: GoldenContract): GoldenVectors {
  const read = readFileText(file, limit);
  if (read.kind === 'unreadable') throw new GoldenError(file, [read.complaint.problem], read.cause);
  return parseGolden(read.text, contract, file);
}

/** @throws {GoldenError} GOLDEN_UNUSABLE */
export function parseGolden(text: string, { policy, features }: GoldenContract, file: string): GoldenVectors {
  const document = parsed(text, file);
  const faults: string[] = [];
  const members = membersOf(document);
  if (!members) throw new GoldenError(file, ['is no JSON object']);

  for (const key of Object.keys(members).filter((key) => !knownKeys.includes(key))) {
    faults.push(`unknown key "${key}"${meant(key, knownKeys)}`);
  }
  const inputs = block(members, 'inputs', policy.inputs, faults);
  if (inputs) faults.push(...inputsThatAreNoObservations(inputs, { policy, features }));
  const outputs = block(members, 'outputs', policy.outputs, faults);
  if (inputs && outputs && inputs.rows !== outputs.rows) {
    faults.push(`${inputs.rows} rows of inputs, but ${outputs.rows} rows of outputs`);
  }
  const framework = statedText(members, 'framework', faults);
  const artifact = statedText(members, 'artifact', faults);
  if (faults.length > 0 || !inputs || !outputs) throw new GoldenError(file, faults.slice(0, mostShown));
  return { framework, artifact, inputs, outputs };
}

const knownKeys = ['framework', 'artifact', 'inputs', 'outputs'];

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    try {
      return JSON.parse(quotedNonFinite(text));
    } catch {
      throw new GoldenError(file, [`is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`], cause);
    }
  }
}

/** Python writes NaN and Infinity, which are no JSON. In quotes they can be read, and then be found by row and column. */
function quotedNonFinite(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`,
  );
}

/** The rows of `inputs` or `outputs`, their tensors side by side; undefined, with faults, where they are not the contract's. */
function block(
  members: Record<string, unknown>,
  side: 'inputs' | 'outputs',
  wanted: readonly Tensor[],
  faults: string[],
): ObservationBlock | undefined {
  const tensors = membersOf(members[side]);
  const names = wanted.map(({ name }) => name);
  if (!tensors) {
    const form = names.map((name) => `"${name}": [[…], …]`).join(', ');
    faults.push(`${side} ${Object.hasOwn(members, side) ? 'is no object' : 'is missing'}; expected {${form}}`);
    return undefined;
  }
  const before = faults.length;
  const missing = names.some((name) => !Object.hasOwn(tensors, name));
  for (const key of Object.keys(tensors).filter((key) => !names.includes(key))) {
    if (side === 'inputs' || missing) faults.push(`${side}.${key} is no tensor of the contract${meant(key, names)}`);
  }
  const blocks = wanted.map((tensor) => blockOfTensor(tensors[tensor.name], `${side}.${tensor.name}`, tensor, faults));
  const first = blocks.findIndex((one) => one !== undefined);
  const rows = blocks[first]?.rows ?? 0;
  blocks.forEach((one, index) => {
    if (one && one.rows !== rows) {
      faults.push(`${side}.${names[index]} has ${one.rows} rows, but ${side}.${names[first]} has ${rows}`);
    }
  });
  return faults.length === before
    ? sideBySide(
        blocks.filter((one) => one !== undefined),
        rows,
      )
    : undefined;
}

function sideBySide(blocks: readonly ObservationBlock[], rows: number): ObservationBlock {
  const width = blocks.reduce((sum, block) => sum + block.width, 0);
  const values = new Float32Array(rows * width);
  let first = 0;
  for (const block of blocks) {
    for (let row = 0; row < rows; row += 1) values.set(rowOf(block, row), row * width + first);
    first += block.width;
  }
  return { rows, width, values };
}

function blockOfTensor(
  rows: unknown,
  name: string,
  { axes, size: width }: Tensor,
  faults: string[],
): ObservationBlock | undefined {
  const before = faults.length;
  if (!Array.isArray(rows) || rows.length === 0) {
    faults.push(`${name} holds no rows`);
    return undefined;
  }
  const values = new Float32Array(rows.length * width);
  rows.forEach((row: unknown, index) => {
    const place = `${name}, row ${index}`;
    const isFlat = Array.isArray(row) && row.length === width && !row.some(Array.isArray);
    const flat = isFlat ? row : flattened(row, axes, place, faults);
    flat?.forEach((value, column) => {
      const float = Math.fround(typeof value === 'number' ? value : Number.NaN);
      if (!Number.isFinite(float)) {
        faults.push(`${place}, column ${column}: ${shownValue(value)} is no finite float32`);
      }
      values[index * width + column] = float;
    });
  });
  return faults.length === before ? { rows: rows.length, width, values } : undefined;
}

/** The values of one row, in order; a row of several axes is nested as the axes are. */
function flattened(value: unknown, axes: readonly number[], place: string, faults: string[]): unknown[] | undefined {
  const [size, ...inner] = axes;
  if (size === undefined) return [value];
  if (!Array.isArray(value) || value.length !== size) {
    const seen = Array.isArray(value) ? `has ${value.length} values` : `is ${shownValue(value)}`;
    faults.push(`${place} ${seen}; expected ${size}`);
    return undefined;
  }
  const parts = value.map((item: unknown, index) =>
    flattened(item, inner, inner.length ? `${place}[${index}]` : place, faults),
  );
  return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

function statedText(members: Record<string, unknown>, key: string, faults: string[]): string | undefined {
  const value = members[key];
  if (value === undefined || typeof value === 'string') return value;
  faults.push(`${key} is ${shownValue(value)}; expected text`);
  return undefined;
}

function membersOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

function meant(word: string, known: readonly string[]): string {
  const nearest = nearestOf(word, known);
  return nearest === undefined ? `; expected ${known.join(', ')}` : `; did you mean "${nearest}"?`;
}

function shownValue(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 40);
}
