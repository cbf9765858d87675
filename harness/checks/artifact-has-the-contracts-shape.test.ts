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

const stating = (stated: string | null, mismatches: readonly string[] = [], problem: string | null = null) =>
  new ToldRun()
    .fact({ kind: 'artifact', sha256: contract.policy.sha256, bytes: 1, mismatches: [] })
    .fact({ kind: 'metadata', stated, mismatches, problem })
    .by(artifactHasTheContractsShape);

test('an endpoint that states other inputs than the contract is refuted by its own word', () => {
  const [finding] = expectRefuted(
    stating('inputs x FP64 [-1, 3]', ['the input x is FP64, not FP32']),
    /says that its model takes or gives something else/,
    { violations: 1 },
  );
  expect(finding).toMatchObject({ seen: 'the input x is FP64, not FP32' });
});

test('what an endpoint states as the contract does is told, and what it does not state is no fault', () => {
  expect(stating('inputs x FP32 [-1, 4]').notes).toEqual(['the endpoint says of its model: inputs x FP32 [-1, 4]']);
  const silent = stating(null, [], '/v2/models/m answers with status 404');
  expectProven(silent, { examined: 2 });
  expect(silent.notes).toEqual([
    'what the endpoint says of its model could not be read: /v2/models/m answers with status 404',
  ]);
});
