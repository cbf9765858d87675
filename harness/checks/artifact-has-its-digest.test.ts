import { describe, expect, test } from 'vitest';
import { artifactHasItsDigest } from './artifact-has-its-digest.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { contract } from './testing/small-contract.ts';
import { ToldRun } from './testing/told-run.ts';

const artifact = (sha256: string) => new ToldRun().fact({ kind: 'artifact', sha256, bytes: 1, mismatches: [] });

test('the digest that the contract names proves it', () => {
  expectProven(artifact(contract.policy.sha256).by(artifactHasItsDigest), { examined: 1 });
});

describe('where the endpoint loads another form', () => {
  const served = (recorded: string | null) =>
    new ToldRun()
      .fact({
        ...{ kind: 'artifact', sha256: contract.policy.sha256, bytes: 1, mismatches: [] },
        served: { file: 'actor.pt', sha256: '12'.repeat(32), recorded },
      })
      .by(artifactHasItsDigest);

  test.each(['12'.repeat(32), null])('whose digest the training recorded as %s, it is proven', (recorded) => {
    expectProven(served(recorded), { examined: 1 });
  });

  test('one that the training did not leave refutes it', () => {
    const [finding] = expectRefuted(served('34'.repeat(32)), /^the form that is served is not the one/);
    expect(finding).toMatchObject({
      expected: `actor.pt with sha256 ${'34'.repeat(32)}`,
      seen: `sha256 ${'12'.repeat(32)}`,
    });
  });
});

test('another digest refutes it', () => {
  const other = 'cd'.repeat(32);
  const [finding] = expectRefuted(artifact(other).by(artifactHasItsDigest), /not the one that the contract names/);
  expect(finding).toMatchObject({ expected: `sha256 ${contract.policy.sha256}`, seen: `sha256 ${other}` });
});

test('a run that did not look at it leaves it unproven', () => {
  expectUnproven(new ToldRun().by(artifactHasItsDigest), undefined);
});
