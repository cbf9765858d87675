import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applicationFaultIds, readApplicationFault } from '../../fixtures/faults/application-zoo.ts';
import { EvidenceFolder } from '../evidence/evidence-folder.ts';
import type { VerdictDocument } from '../evidence/verdict-document.ts';
import { contractCalled, stackCalled, traderContract, traderStack } from './package-files.ts';
import { readInputs } from './run-inputs.ts';
import { expectCaught } from './testing/expect-caught.ts';
import { Files } from './testing/kalshi-files.ts';
import { verify } from './verify.ts';

/** The clauses that look at decisions, but for USED-1, which asks for thousands of calls beside them. */
const ofDecisions = ['FEAT-5', 'ACT-2', 'ACT-3', 'ACT-4', 'ACT-5', 'CAUSE-3', 'CAUSE-4'];

async function verified(
  only: readonly string[],
  fault?: string,
  usual = { contract: traderContract, stack: traderStack },
): Promise<VerdictDocument> {
  using files = new Files();
  const inputs = await readInputs({ ...(fault ? { fault } : usual), seed: 1, observations: 64, only });
  const evidence = EvidenceFolder.create(join(files.folder, 'evidence'));
  return await verify(inputs, { evidence, signal: new AbortController().signal, progress: () => {} });
}

const notesOf = ({ clauses }: VerdictDocument, clause: string) => clauses.find(({ id }) => id === clause)?.notes;

test('a healthy application is proven: every action reached, forced and ordered, and caused by the answers', async () => {
  const document = await verified([...ofDecisions, 'USED-1', 'SEEN-1']);
  expect(document.clauses.filter(({ verdict }) => verdict !== 'NOT ASKED' && verdict !== 'PROVEN')).toEqual([]);
  expect(document).toMatchObject({ verdict: 'PROVEN', grade: 'caused' });
  expect(notesOf(document, 'SEEN-1')).toContainEqual(expect.stringMatching(/ paired by request id, 0 by time$/));
  expect(notesOf(document, 'ACT-2')).toEqual(['21 of 21 actions reached, 21 forced']);
});

test('a healthy stock trader computes the features of golden and of drawn windows, and refuses where there are none', async () => {
  const trader = { contract: contractCalled('portfolio-trader'), stack: stackCalled('portfolio-trader') };
  const document = await verified(['FEAT-5'], undefined, trader);
  expect(document).toMatchObject({ verdict: 'PROVEN', grade: 'corroborated' });
  expect(notesOf(document, 'FEAT-5')).toEqual([
    '64 markets, 18 features each',
    '34 drawn markets, compared with the reference',
    'one drawn market at 24 moments in a row',
    '12 drawn markets of which no features can be computed',
  ]);
});

test('the validator of five actions loses 16 of 21, as it did', async () => {
  const document = await verified(['ACT-2'], 'five-actions-of-21');
  expect(notesOf(document, 'ACT-2')).toEqual(['16 of 21 actions (76 %) are lost in the application']);
});

describe.concurrent('every fault of an application is caught by the clauses that it is about', () => {
  test.each(applicationFaultIds())('%s', async (id) => {
    const { refutes, story, ...fault } = await readApplicationFault(id);
    expect(fault.id).toBe(id);
    expect(story).toMatch(/\.$/);
    expectCaught(await verified(refutes, id), refutes);
  });
});
