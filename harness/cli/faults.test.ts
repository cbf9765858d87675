import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { faultIds, readFault } from '../../fixtures/faults/zoo.ts';
import { EvidenceFolder } from '../evidence/evidence-folder.ts';
import { readInputs } from './run-inputs.ts';
import { Files } from './testing/kalshi-files.ts';
import { verify } from './verify.ts';

/** Enough for every fault to show; `first-n-calls-only` gives way after 1,500 calls. */
const observations = 2_048;
const faults = await Promise.all(faultIds().map(readFault));
const explained = faults.flatMap(({ id, explainedBy }) =>
  explainedBy === undefined ? [] : [[id, explainedBy] as const],
);

/** Whose phases show what is answered. */
const answering = ['LOAD-3', 'FEAT-3', 'VARY', 'ACT-1', 'USED-2', 'SIZE-1', 'SIZE-2'];

async function verified(fault: string, only: readonly string[]) {
  using files = new Files();
  const inputs = await readInputs({ seed: 1, observations, fault, only });
  const evidence = EvidenceFolder.create(join(files.folder, 'evidence'));
  return await verify(inputs, { evidence, signal: new AbortController().signal, progress: () => {} });
}

describe.concurrent('every fault of the zoo is caught, each clause that it is about by a finding', () => {
  test.each(faultIds())('%s', async (id) => {
    const { refutes } = await readFault(id);
    const { verdict, clauses } = await verified(id, refutes);
    const refuted = clauses.filter((clause) => clause.verdict === 'REFUTED');
    const reasons = clauses.flatMap(({ id, reason }) => (reason === null ? [] : [`${id}: ${reason}`]));
    expect(refuted.map((clause) => clause.id).toSorted(), reasons.join('\n')).toEqual([...refutes].toSorted());
    for (const clause of refuted) {
      for (const { about, expected, seen } of clause.findings) {
        expect(about.length).toBeGreaterThan(10);
        expect(seen).not.toBe(expected);
      }
      expect(clause.findings.length).toBeGreaterThan(0);
    }
    expect(verdict).toBe('REFUTED');
  });
});

describe.concurrent('a fault that is known is diagnosed', () => {
  test.each(explained)('%s', async (id, explainedBy) => {
    const { diagnosis } = await verified(id, answering);
    expect(diagnosis?.sentence).toContain(explainedBy);
    expect(diagnosis?.explained).toBeGreaterThanOrEqual(0.9 * (diagnosis?.of ?? Number.NaN));
  });
});

describe.concurrent('a fault that leaves a clause alone does not refute it', () => {
  test.each([
    ['counter-not-incremented', ['SEEN-2', 'USED-3']],
    ['missing-padded-with-zero', ['FEAT-1', 'FEAT-2']],
    ['nan-becomes-zero', ['FEAT-2']],
    ['batch-squeezed', ['USED-2', 'VARY-3']],
  ])('%s', async (id, refuted) => {
    const { clauses } = await verified(id, ['ARTIFACT', 'LOAD', 'FEAT', 'VARY', 'ACT', 'USED', 'SEEN']);
    expect(
      clauses
        .filter(({ verdict }) => verdict === 'REFUTED')
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(refuted);
  });
});
