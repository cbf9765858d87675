import { describe, expect, test } from 'vitest';
import type { Reply } from '../protocols/protocol.ts';
import { newArtifactsArePickedUp } from './new-artifacts-are-picked-up.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer } from './testing/replies.ts';
import { contract } from './testing/small-contract.ts';
import { alike, byMarked, byMarkedSaying, byOwn, markedSha256, SwapRun, thereAndBack } from './testing/swap-run.ts';

const named = { contract: { policy: { ...contract.policy, version: 'v7' } } };
const ownV7 = answer(0, { modelVersion: 'v7' });
const swappedUnder = (given: typeof named, ...replies: readonly Reply[]) =>
  new SwapRun(given).answers([ownV7]).next('marked').answers(replies).by(newArtifactsArePickedUp);

test('artifacts that are picked up everywhere prove it, and how long that took is told', () => {
  expectProven(thereAndBack().by(newArtifactsArePickedUp), {
    examined: 2,
    notes: ['2 replacements picked up: the first new answer came after 0 ms (median), 0 ms at most'],
  });
});

test('that the same policy goes on does not count as picked up', () => {
  const run = thereAndBack().next('own', { name: 'the own artifact is put back' }).answers([byOwn]);
  const { notes } = run.by(newArtifactsArePickedUp);
  expect(notes).toEqual([expect.stringMatching(/^2 replacements/)]);
});

describe('it is refuted by', () => {
  test('an artifact that is not picked up on every connection', () => {
    const run = new SwapRun().next('marked', { settledAt: null }).answers([byOwn, byMarked], { after: 'done' });
    const [finding] = expectRefuted(run.by(newArtifactsArePickedUp), /^a new artifact is not picked up$/);
    expect(finding).toMatchObject({
      expected: 'answers of the marked policy on every connection within 40 ms (change 1)',
      seen: 'not on every connection',
    });
  });

  test('a reload that fails where the endpoint must be told', () => {
    const problem = 'POST /reload answered with status 500';
    const run = new SwapRun().next('marked', { settledAt: null, problem });
    const [finding] = expectRefuted(run.by(newArtifactsArePickedUp), /^a new artifact is not loaded/);
    expect(finding?.seen).toBe(problem);
  });

  test('a connection that goes back', () => {
    const run = thereAndBack().answers([byMarked]);
    const [finding] = expectRefuted(run.by(newArtifactsArePickedUp), /^a connection goes back/);
    expect(finding).toMatchObject({
      expected: 'an answer of the own policy, as before on this connection (change 2)',
      seen: 'action 1 (BUY), used_trained_model true, of the marked policy',
    });
  });

  test("the digest of the own policy, stated with the marked one's answers", () => {
    const run = new SwapRun().next('marked').answers([byMarked, byMarkedSaying({ modelVersion: 'ab'.repeat(6) })]);
    const [finding] = expectRefuted(run.by(newArtifactsArePickedUp), /^the stated version is not that/);
    expect(finding).toMatchObject({
      expected: `${markedSha256.slice(0, 24)}, since the marked policy answers`,
      seen: 'ab'.repeat(6),
    });
  });

  test('a beginning of the digest that is too short to be one', () => {
    const run = new SwapRun().next('marked').answers([byMarkedSaying({ modelVersion: 'cdcdcd' })]);
    expectRefuted(run.by(newArtifactsArePickedUp), /^the stated version is not that/);
  });
});

describe('where the endpoint loads another form of the artifacts', () => {
  const forms = { own: '12'.repeat(32), marked: '34'.repeat(32) };
  const swapped = (...versions: readonly string[]) =>
    new SwapRun({}, null, forms)
      .answers([answer(0, { modelVersion: forms.own.slice(0, 12) })])
      .next('marked')
      .answers(versions.map((modelVersion) => byMarkedSaying({ modelVersion })))
      .by(newArtifactsArePickedUp);

  test('the digest of the form, or of the artifact, may be stated', () => {
    expectProven(swapped(forms.marked.slice(0, 12), markedSha256.slice(0, 12)));
  });

  test('that of the own form refutes it', () => {
    const [finding] = expectRefuted(swapped(forms.own.slice(0, 12)), /^the stated version is not that/);
    expect(finding?.expected).toBe(`${forms.marked.slice(0, 24)}, since the marked policy answers`);
  });
});

describe('where the contract names a version', () => {
  test('the other policy may have any but that', () => {
    const v8 = byMarkedSaying({ modelVersion: 'v8' });
    expectProven(swappedUnder(named, v8, v8));
  });

  test('the version of the own one refutes it at every answer of the other, and the right one is right again', () => {
    const [v7, v8] = [byMarkedSaying({ modelVersion: 'v7' }), byMarkedSaying({ modelVersion: 'v8' })];
    const [finding] = expectRefuted(swappedUnder(named, v7, v7, v8), /^the stated version/, { violations: 2 });
    expect(finding).toMatchObject({ expected: 'another version than v7, since the marked policy answers', seen: 'v7' });
  });

  test('one that changes while the policy stays refutes it', () => {
    const [v8, v9] = [byMarkedSaying({ modelVersion: 'v8' }), byMarkedSaying({ modelVersion: 'v9' })];
    expectRefuted(swappedUnder(named, v8, v9), /^the stated version/);
  });
});

test('answers that either policy could have given, and those that state no version, are left alone', () => {
  const stale = answer(2, { modelVersion: 'ab'.repeat(6) });
  const run = thereAndBack().next('marked').answers([stale], { expected: alike });
  expectProven(run.answers([byMarkedSaying({ modelVersion: undefined })]).by(newArtifactsArePickedUp), { examined: 3 });
});

test('what happens while an artifact is broken is for others to judge', () => {
  const run = thereAndBack().next('own', { about: 'broken', settledAt: null }).answers([byMarked]);
  expectProven(run.by(newArtifactsArePickedUp), { examined: 2 });
});

describe('it is unproven where', () => {
  test('nothing was replaced', () => {
    expectUnproven(new SwapRun().answers([byOwn]).by(newArtifactsArePickedUp), /^no other artifact was put in place/);
  });

  test('a command was to change nothing, and changed nothing', () => {
    const run = new SwapRun().next('own', { about: 'command' }).answers([byOwn]);
    expectUnproven(run.by(newArtifactsArePickedUp), /^no other artifact/);
  });

  test('a command of the stack file fails', () => {
    const failed = { about: 'command', settledAt: null, problem: 'it ended with exit code 1' } as const;
    const run = thereAndBack().next('marked', failed).answers([byOwn, byMarked, byOwn], { after: 'done' });
    expectUnproven(run.by(newArtifactsArePickedUp), /^"change 3" could not be carried out: it ended with exit code 1$/);
  });
});

test('a command that ends well, and after which the other policy does not answer, refutes it', () => {
  const run = new SwapRun().next('marked', { about: 'command', settledAt: null });
  expectRefuted(run.by(newArtifactsArePickedUp), /^a new artifact is not picked up$/);
});
