import { expect, test } from 'vitest';
import { artifactHasItsDigest } from './artifact-has-its-digest.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { contract } from './testing/small-contract.ts';
import { ToldRun } from './testing/told-run.ts';

const artifact = (sha256: string) => new ToldRun().fact({ kind: 'artifact', sha256, bytes: 1, mismatches: [] });

test('the digest that the contract names proves it', () => {
  expectProven(artifact(contract.policy.sha256).by(artifactHasItsDigest), { examined: 1 });
});

test('another digest refutes it', () => {
  const other = 'cd'.repeat(32);
  const [finding] = expectRefuted(artifact(other).by(artifactHasItsDigest), /not the one that the contract names/);
  expect(finding).toMatchObject({ expected: `sha256 ${contract.policy.sha256}`, seen: `sha256 ${other}` });
});

test('a run that did not look at it leaves it unproven', () => {
  expectUnproven(new ToldRun().by(artifactHasItsDigest), undefined);
});
