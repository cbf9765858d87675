import { expect, test } from 'vitest';
import { oneDigestFromTrainingToAnswers } from './one-digest-from-training-to-answers.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, preferring } from './testing/replies.ts';
import { contract } from './testing/small-contract.ts';
import { ToldRun } from './testing/told-run.ts';
import { trackedRun } from './testing/tracked-run.ts';

const { sha256 } = contract.policy;
const another = 'c'.repeat(64);

function told(facts: Parameters<typeof trackedRun>[1], action = 0): ToldRun {
  const expected = [preferring(0)];
  return new ToldRun()
    .calls(2, (call) => ({ phase: 'nominal', expected, reply: answer(call === 0 ? 0 : action) }))
    .fact(trackedRun(sha256, facts));
}

test('one digest throughout, and its answers, prove it, and the chain is shown', () => {
  const result = told({}).by(oneDigestFromTrainingToAnswers);
  expectProven(result, { examined: 5 });
  expect(result.notes[0]).toMatch(/^training (\w{12}) -> .* \1 -> .* \1 -> .* \1 -> answers 2 of 2 as the artifact's$/);
});

test.each([
  [{ statedSha256: another, storedSha256: another, servedSha256: another }, /what the tracked run states$/],
  [{ storedSha256: another }, /the artifact that the tracker keeps$/],
  [{ servedSha256: another }, /the file that the endpoint loaded$/],
])('the first broken link is named: %o', (facts, about) => {
  const [finding] = expectRefuted(told(facts).by(oneDigestFromTrainingToAnswers), about);
  expect(finding).toMatchObject({ expected: `sha256 ${sha256}`, seen: `sha256 ${another}` });
});

test('answers of something else are the last link', () => {
  expectRefuted(told({}, 1).by(oneDigestFromTrainingToAnswers), /breaks at the answers$/);
});

test('a link that nobody states is unproven, and says why', () => {
  const run = told({ storedSha256: null, problems: ['MLflow answers 500 for the artifact policy.onnx'] });
  expectUnproven(
    run.by(oneDigestFromTrainingToAnswers),
    /no digest of the artifact that the tracker keeps \(MLflow answers 500/,
  );
  expectUnproven(new ToldRun().by(oneDigestFromTrainingToAnswers), /nothing was read/);
});
