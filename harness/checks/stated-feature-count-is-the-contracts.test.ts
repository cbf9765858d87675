import { expect, test } from 'vitest';
import { statedFeatureCountIsTheContracts } from './stated-feature-count-is-the-contracts.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { maskedContract } from './testing/contracts-of-every-kind.ts';
import { answer, answered, preferring, row } from './testing/replies.ts';
import { contract } from './testing/small-contract.ts';
import { ToldRun } from './testing/told-run.ts';

const stating = (...counts: readonly (number | undefined)[]) =>
  new ToldRun().call({
    phase: 'batch',
    expected: counts.map(() => preferring(0)),
    reply: answered(...counts.map((featureCount) => row(0, { featureCount }))),
  });

test('the number of features of the contract, in every row, proves it', () => {
  expectProven(stating(4, 4).by(statedFeatureCountIsTheContracts), { examined: 2 });
});

test('another number refutes it, and its row is named', () => {
  const [finding] = expectRefuted(stating(4, 3).by(statedFeatureCountIsTheContracts), /another number of features/);
  expect(finding).toMatchObject({ expected: '4 features', seen: '3 features', row: 1 });
});

test('what is counted in a malformed request is not compared', () => {
  const run = stating(4).call({ phase: 'malformed', expected: [], reply: answer(0, { featureCount: 3 }) });
  expectProven(run.by(statedFeatureCountIsTheContracts), { examined: 1 });
});

test('answers that do not state it leave it unproven, wherever it should have stood', () => {
  expectUnproven(stating(4, undefined).by(statedFeatureCountIsTheContracts), /^1 answers do not state/);
  const elsewhere = { contract: { reply: { ...contract.reply, featureCount: undefined } } };
  const run = new ToldRun(elsewhere).call({ expected: [preferring(0)], reply: answer(0, { featureCount: undefined }) });
  expectUnproven(run.by(statedFeatureCountIsTheContracts), /^1 answers do not state/);
});

test('the count is that of all values of an observation, the mask among them', () => {
  const stating = (featureCount: number) =>
    new ToldRun({ contract: maskedContract })
      .call({ expected: [preferring(0)], reply: answer(0, { featureCount }) })
      .by(statedFeatureCountIsTheContracts);
  expectProven(stating(7), { examined: 1 });
  expectRefuted(stating(4), /another number of features/);
});
