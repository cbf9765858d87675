import { expect, test } from 'vitest';
import { artifactHasTheContractsShape } from './artifact-has-the-contracts-shape.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { contract } from './testing/small-contract.ts';
import { ToldRun } from './testing/told-run.ts';

const artifact = (mismatches: readonly string[], sha256 = contract.policy.sha256) =>
  new ToldRun().fact({ kind: 'artifact', sha256, bytes: 1, mismatches }).by(artifactHasTheContractsShape);

test('inputs and outputs without a mismatch prove it', () => {
  expectProven(artifact([]), { examined: 2 });
});

test('every mismatch refutes it', () => {
  const mismatches = ['input observation has 3 features', 'output logits is missing'];
  const findings = expectRefuted(artifact(mismatches), /does not take or give/, { violations: 2 });
  expect(findings.map(({ seen }) => seen)).toEqual(mismatches);
  expect(findings[0]).toMatchObject({
    expected: 'input observation float32 [batch, 4]; output logits float32 [batch, 3]',
  });
});

test('an artifact that is another one says nothing about this one', () => {
  expectUnproven(artifact(['output logits is missing'], 'cd'.repeat(32)), undefined);
});
