import { expect, test } from 'vitest';
import { everyAnswerSaysTrainedModel } from './every-answer-says-trained-model.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, answered, preferring, refused, row } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

const stating = (...flags: readonly (boolean | undefined)[]) =>
  new ToldRun().call({
    phase: 'bulk',
    expected: flags.map(() => preferring(1)),
    reply: answered(...flags.map((usedTrainedModel) => row(1, { usedTrainedModel }))),
  });

test('true in every row proves it', () => {
  expectProven(stating(true, true).by(everyAnswerSaysTrainedModel), { examined: 2 });
});

test('false in one row refutes it, though the action is right', () => {
  const [finding] = expectRefuted(stating(true, false).by(everyAnswerSaysTrainedModel), /trained model was not used/);
  expect(finding).toMatchObject({
    expected: '/used_trained_model true',
    seen: 'false, with action 1 (BUY) all the same',
    exchange: 1,
    row: 1,
  });
});

test('false in the answer to a malformed request refutes it, too', () => {
  const run = stating(true).call({ phase: 'malformed', expected: [], reply: answer(0, { usedTrainedModel: false }) });
  expectRefuted(run.by(everyAnswerSaysTrainedModel), /trained model was not used/);
});

test('an answer that does not state it leaves it unproven: it is not taken for true', () => {
  expectUnproven(stating(true, undefined).by(everyAnswerSaysTrainedModel), /^1 answers do not state/);
});

test('refusals need not state it', () => {
  expectProven(
    stating(true).call({ phase: 'malformed', expected: [], reply: refused() }).by(everyAnswerSaysTrainedModel),
  );
});
