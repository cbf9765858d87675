import { describe, expect, test } from 'vitest';
import { statedModelIsThisArtifact } from './stated-model-is-this-artifact.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, preferring } from './testing/replies.ts';
import { contract } from './testing/small-contract.ts';
import { ToldRun } from './testing/told-run.ts';

const stating = (modelVersion: string | undefined, version?: string) =>
  new ToldRun({ contract: { policy: { ...contract.policy, version } } })
    .call({ phase: 'golden', expected: [preferring(0)], reply: answer(0, { modelVersion }) })
    .by(statedModelIsThisArtifact);

describe('where the contract names no version', () => {
  test.each(['abababab', 'ab'.repeat(32), `sha256:${'ab'.repeat(6)}`])(
    '%s, the beginning of the digest, proves it',
    (stated) => {
      expectProven(stating(stated), { examined: 1 });
    },
  );

  test.each(['abababa', '', 'v7', 'cdabababab', 'ab'.repeat(33)])('"%s" refutes it', (stated) => {
    const [finding] = expectRefuted(stating(stated), /another model than the contract names/);
    expect(finding).toMatchObject({ expected: `the beginning of ${'ab'.repeat(32)}`, seen: stated, exchange: 1 });
  });
});

describe('where another form of the artifact is served', () => {
  const served = (modelVersion: string) =>
    new ToldRun()
      .fact({
        ...{ kind: 'artifact', sha256: contract.policy.sha256, bytes: 1, mismatches: [] },
        served: { file: 'actor.pt', sha256: '12'.repeat(32), recorded: null },
      })
      .call({ phase: 'golden', expected: [preferring(0)], reply: answer(0, { modelVersion }) })
      .by(statedModelIsThisArtifact);

  test.each(['12'.repeat(6), 'ab'.repeat(6)])('%s, the beginning of the digest of either, proves it', (stated) => {
    expectProven(served(stated), { examined: 1 });
  });

  test('any other refutes it', () => {
    const [finding] = expectRefuted(served('cd'.repeat(6)), /another model/);
    expect(finding?.expected).toBe(`the beginning of ${'ab'.repeat(32)}, or of ${'12'.repeat(32)}`);
  });
});

describe('where it names one', () => {
  test('that one proves it', () => {
    expectProven(stating('v7', 'v7'));
  });

  test.each(['v70', 'ab'.repeat(32)])('%s refutes it', (stated) => {
    expectRefuted(stating(stated, 'v7'), /another model/);
  });
});

test('answers that state no version leave it unproven', () => {
  expectUnproven(stating(undefined), /^1 answers do not state which model/);
});
