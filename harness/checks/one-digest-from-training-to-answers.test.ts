import { expect, test } from 'vitest';
import { oneDigestFromTrainingToAnswers } from './one-digest-from-training-to-answers.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, preferring } from './testing/replies.ts';
import { contract } from './testing/small-contract.ts';
import { ToldRun } from './testing/told-run.ts';
import { heldBy, trackedRun } from './testing/tracked-run.ts';

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
  expectProven(result, { examined: 6 });
  expect(result.notes[0]).toMatch(
    /^training (\w{12}) -> .* \1 -> .* \1 -> .* \1 -> .* \1 -> answers 2 of 2 as the artifact's$/,
  );
});

test.each([
  [{ statedSha256: another, storedSha256: another, servedSha256: another }, /what the tracked run states$/],
  [{ storedSha256: another }, /the artifact that the tracker keeps$/],
  [{ servedSha256: another }, /the file that the endpoint loaded$/],
  [{ held: [heldBy('endpoint', another)] }, /the file that the container endpoint holds$/],
  [{ held: [heldBy('endpoint-1', sha256), heldBy('endpoint-2', another)] }, /the container endpoint-2 holds$/],
  [
    { held: [{ ...heldBy('endpoint', another), kind: 'process' as const }] },
    /the file that the process endpoint holds$/,
  ],
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

test('a file that cannot be read is unproven, whatever the endpoint states of it', () => {
  const problems = ['endpoint: there is no /opt/ml/model/policy.onnx'];
  expectUnproven(
    told({ held: [heldBy('endpoint', null)], problems }).by(oneDigestFromTrainingToAnswers),
    /no digest of the file that the container endpoint holds \(endpoint: there is no /,
  );
});

test('the file that was read is enough where the endpoint states nothing, and where none was read, that is said', () => {
  const silent = { servedSha256: null, asked: false };
  expectProven(told(silent).by(oneDigestFromTrainingToAnswers), { examined: 5 });
  expectUnproven(
    told({ ...silent, held: [] }).by(oneDigestFromTrainingToAnswers),
    /no digest of the file that the endpoint loaded/,
  );
  const stated = told({ held: [] }).by(oneDigestFromTrainingToAnswers);
  expectProven(stated, { examined: 5 });
  expect(stated.notes[1]).toMatch(/^no file of the endpoint was read/);
});

test('older evidence, in which no file was read, is judged as it was', () => {
  const { held: _, asked: __, ...older } = trackedRun(sha256);
  const run = (facts: typeof older) =>
    new ToldRun()
      .call({ expected: [preferring(0)], reply: answer(0) })
      .fact(facts)
      .by(oneDigestFromTrainingToAnswers);
  const result = run(older);
  expectProven(result, { examined: 4 });
  expect(result.notes).toHaveLength(1);
  expectUnproven(run({ ...older, servedSha256: null }), /no digest of the file that the endpoint loaded/);
});

test('another form of the model is compared with what the training recorded of it, without which it is unproven', () => {
  const form = (recorded: string | null) =>
    ({
      kind: 'artifact',
      sha256,
      bytes: 1,
      mismatches: [],
      served: { file: 'actor.pt', sha256: another, recorded },
    }) as const;
  const served = { servedSha256: another, held: [heldBy('endpoint', another)] };
  const result = told(served).fact(form(another)).by(oneDigestFromTrainingToAnswers);
  expectProven(result, { examined: 6 });
  expect(result.notes[1]).toMatch(/loads actor\.pt: its digest c{12} is what the training recorded of that form$/);
  const [finding] = expectRefuted(
    told({ ...served, held: [heldBy('endpoint', sha256)] })
      .fact(form(another))
      .by(oneDigestFromTrainingToAnswers),
    /the container endpoint holds$/,
  );
  expect(finding).toMatchObject({ expected: `sha256 ${another}`, seen: `sha256 ${sha256}` });
  expectUnproven(told(served).fact(form(null)).by(oneDigestFromTrainingToAnswers), /recorded no digest of actor\.pt/);
});
