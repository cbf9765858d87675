import { describe, expect, test } from 'vitest';
import type { Fault } from '../../fixtures/faults/fault.ts';
import { faultIds, readFault } from '../../fixtures/faults/zoo.ts';
import { expectCaught } from './testing/expect-caught.ts';
import { isTimed } from './testing/is-timed.ts';
import { verified } from './testing/verified.ts';

/** Enough for every fault to show; `first-n-calls-only` gives way after 1,500 calls. */
const observations = 2_048;

/** Whose phases show what is answered. */
const answering = ['LOAD-3', 'FEAT-3', 'VARY', 'ACT-1', 'USED-2', 'SIZE-1', 'SIZE-2'];

const faults = await Promise.all(faultIds().map(readFault));
const says = '$id is refuted by each clause that it is about, and diagnosed where it is known';

async function isCaught({ id, refutes, explainedBy }: Fault): Promise<void> {
  const only = explainedBy === undefined ? refutes : [...refutes, ...answering];
  const document = await verified({ observations, fault: id, only });
  expectCaught(document, refutes);
  if (explainedBy === undefined) return;
  const { sentence, explained = 0, of = Number.NaN } = document.diagnosis ?? {};
  expect(sentence).toContain(explainedBy);
  expect(explained).toBeGreaterThanOrEqual(0.9 * of);
}

describe('a fault of the zoo that shows in its times', () => {
  test.each(faults.filter(isTimed))(says, isCaught);
});

describe.concurrent('a fault of the zoo', () => {
  test.each(faults.filter((fault) => !isTimed(fault)))(says, isCaught);
});

describe.concurrent('a fault that leaves a clause alone does not refute it', () => {
  test.each([
    ['counter-not-incremented', ['SEEN-2', 'USED-3']],
    ['missing-padded-with-zero', ['FEAT-1', 'FEAT-2']],
    ['nan-becomes-zero', ['FEAT-2']],
    ['batch-squeezed', ['USED-2', 'VARY-3']],
  ])('%s', async (id, refuted) => {
    const only = ['ARTIFACT', 'LOAD', 'FEAT', 'VARY', 'ACT', 'USED', 'SEEN'];
    const { clauses } = await verified({ observations, fault: id, only });
    expect(
      clauses
        .filter(({ verdict }) => verdict === 'REFUTED')
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(refuted);
  });
});
