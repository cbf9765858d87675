import fc from 'fast-check';
import { observationArbitrary } from './arbitrary.ts';
import { type ObservationSpace, valueAt } from './observation-space.ts';

/**
 * The smallest row found that still fails: as many features at rest as possible, the others as near to rest as possible.
 *
 * In two passes. The first is ours, delta debugging by halves: it puts all features to rest, then each half, each quarter
 * and so on, down to single ones, at about two calls for each level and feature that matters. fast-check would try the
 * features one at a time, and begin again after each success. The second is fast-check's: it bisects the values that are
 * left. Values that are not on the grid (golden rows, what an application computed) are kept where nothing else fails.
 *
 * Deterministic, as far as `stillFails` is. What `stillFails` throws is thrown on, and is not taken for a failure.
 *
 * @param failing - one row, `space.width` values, that is known to fail; it is not asked about again
 * @returns a new row; equal to `failing` where nothing smaller fails
 */
export async function shrinkObservation(
  space: ObservationSpace,
  failing: Float32Array,
  stillFails: (row: Float32Array) => Promise<boolean>,
  { maximumCalls = 400 }: { readonly maximumCalls?: number } = {},
): Promise<Float32Array> {
  const known = new Map<string, boolean>([[keyOf(failing), true]]);
  let calls = 0;
  const fails = async (row: Float32Array): Promise<boolean> => {
    const key = keyOf(row);
    const before = known.get(key);
    if (before !== undefined) return before;
    if (calls >= maximumCalls) return false;
    calls += 1;
    const answer = await stillFails(row.slice());
    known.set(key, answer);
    return answer;
  };
  return shrinkValues(space, await putToRest(space, failing, fails), fails);
}

type Fails = (row: Float32Array) => Promise<boolean>;

async function putToRest(space: ObservationSpace, failing: Float32Array, fails: Fails): Promise<Float32Array> {
  let smallest = failing.slice();
  for (let chunk = space.width; chunk >= 1; chunk = chunk === 1 ? 0 : Math.ceil(chunk / 2)) {
    for (let first = 0; first < space.width; first += chunk) {
      const candidate = smallest.slice();
      for (let feature = first; feature < Math.min(first + chunk, space.width); feature += 1) {
        candidate[feature] = valueAt(space, feature, space.resting[feature]!);
      }
      if (await fails(candidate)) smallest = candidate;
    }
  }
  return smallest;
}

async function shrinkValues(space: ObservationSpace, failing: Float32Array, fails: Fails): Promise<Float32Array> {
  let thrown: { readonly error: unknown } | undefined;
  const holds = async (row: Float32Array): Promise<boolean> => {
    if (thrown) return true;
    try {
      return !(await fails(row));
    } catch (error) {
      thrown = { error };
      return true;
    }
  };
  const details = await fc.check(fc.asyncProperty(observationArbitrary(space), holds), {
    examples: [[failing]],
    numRuns: 1,
    seed: 0,
    endOnFailure: false,
  });
  if (thrown) throw thrown.error;
  return details.counterexample?.[0] ?? failing;
}

function keyOf(row: Float32Array): string {
  return Buffer.from(row.buffer, row.byteOffset, row.byteLength).toString('latin1');
}
