import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ArtifactError } from './artifact-error.ts';
import { readOnnx } from './onnx-file.ts';
import { openOracle } from './oracle.ts';
import { linearModel } from './testing/onnx-model.ts';
import { linearContract, openScratch, type Scratch } from './testing/scratch.ts';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await openScratch();
});
afterAll(() => scratch[Symbol.asyncDispose]());

const whole = linearModel();
const block = { rows: 2, width: 4, values: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) };

/** `answers`, or the code of the ArtifactError; anything else that happens is thrown. */
async function outcomeOf(bytes: Uint8Array): Promise<string> {
  const artifact = await scratch.write('damaged.onnx', bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  try {
    await using oracle = await openOracle({
      artifact,
      contract: linearContract({ path: artifact, sha256 }),
      workers: 1,
    });
    const { scores } = await oracle.evaluate(block);
    return scores.length === 6 ? 'answers' : `${scores.length} scores`;
  } catch (cause) {
    if (cause instanceof ArtifactError) return cause.code;
    throw cause;
  }
}

/** Numbers from a seed, 0 to 2^32 - 1 (a linear congruence: enough to choose what to damage). */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state;
  }
}

test('a file that is cut anywhere is refused as such', async () => {
  for (let length = 0; length < whole.length; length += 1) {
    const code = await outcomeOf(whole.subarray(0, length));
    expect(code, `the first ${length} bytes`).toMatch(/^ARTIFACT_(EMPTY|TRUNCATED|NOT_ONNX)$/);
  }
});

test('whichever bit is flipped, the structure is read or refused, and nothing is thrown', () => {
  for (let bit = 0; bit < whole.length * 8; bit += 1) {
    const bytes = whole.slice();
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    expect(readOnnx(bytes)).toBeDefined();
  }
});

test('a file with a flipped bit either answers or is refused', { timeout: 120_000 }, async () => {
  const outcomes = new Set<string>();
  for (let bit = 0; bit < whole.length * 8; bit += 29) {
    const bytes = whole.slice();
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    outcomes.add(await outcomeOf(bytes));
  }
  expect([...outcomes]).toEqual(expect.arrayContaining(['answers', 'ARTIFACT_INVALID']));
});

test('a file of random bytes is refused', { timeout: 60_000 }, async () => {
  const random = numbers(7);
  for (let round = 0; round < 200; round += 1) {
    const bytes = Uint8Array.from({ length: 1 + round * 3 }, () => random.next().value >>> 24);
    // Half of them begin as a model does.
    if (round % 2 === 0) bytes.set(whole.subarray(0, Math.min(bytes.length, 2)));
    expect(await outcomeOf(bytes)).not.toBe('answers');
  }
});

test('a file with several bytes replaced either answers or is refused', { timeout: 120_000 }, async () => {
  const random = numbers(11);
  for (let round = 0; round < 60; round += 1) {
    const bytes = whole.slice();
    for (let count = 0; count < 3; count += 1) {
      bytes[random.next().value % bytes.length] = random.next().value >>> 24;
    }
    expect(await outcomeOf(bytes)).toMatch(/^(answers|ARTIFACT_[A-Z_]+)$/);
  }
});
