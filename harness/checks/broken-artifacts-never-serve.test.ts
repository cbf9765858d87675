import { describe, expect, test } from 'vitest';
import type { Reply } from '../protocols/protocol.ts';
import { brokenArtifactsNeverServe } from './broken-artifacts-never-serve.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, busy, failed, lost } from './testing/replies.ts';
import { alike, byMarked, byNeither, byOwn, SwapRun, thereAndBack } from './testing/swap-run.ts';

const half = { name: 'half an artifact takes its place', about: 'broken' } as const;
const slow = { name: 'the marked artifact is written slowly', about: 'broken' } as const;
const broken = (...replies: readonly Reply[]) =>
  thereAndBack().next('own', half).answers(replies).by(brokenArtifactsNeverServe);

test('the model before, going on, proves it', () => {
  const run = thereAndBack()
    .next('own', half)
    .answers([byOwn, byOwn])
    .answers([answer(2)], { expected: alike });
  expectProven(run.by(brokenArtifactsNeverServe), {
    examined: 3,
    notes: ['half an artifact takes its place: 3 answers meanwhile'],
  });
});

test('of an artifact that is written slowly, the one before answers, and then the whole new one', () => {
  const run = thereAndBack().next('marked', slow).answers([byOwn, byMarked]);
  expectProven(run.by(brokenArtifactsNeverServe), { examined: 2 });
  expectRefuted(run.answers([byNeither]).by(brokenArtifactsNeverServe), /gets into the answers$/);
});

describe('it is refuted by', () => {
  test.each<[string, Reply]>([
    ['what neither gives', byNeither],
    ['scores that are no numbers', answer(0, { scores: [Number.NaN, Number.NaN, Number.NaN] })],
    ['the policy that was put away before', byMarked],
  ])('%s', (_, reply) => {
    const [finding] = expectRefuted(broken(byOwn, reply), /broken, or not whole yet, gets into the answers$/);
    expect(finding?.expected).toBe('what the own policy gives (half an artifact takes its place)');
  });

  test.each<[string, Reply, string]>([
    ['no reply', lost('connection'), 'no reply: connection'],
    ['a failure', failed(500), 'status 500: sorry'],
  ])('%s: then the model before does not go on', (_, reply, seen) => {
    const [finding] = expectRefuted(broken(byOwn, reply), /the model before does not go on$/);
    expect(finding?.seen).toBe(seen);
  });
});

test('to be told to come again is no answer', () => {
  expectProven(broken(byOwn, busy), { examined: 1 });
});

describe('it is unproven where', () => {
  test('nothing was ever picked up, so that nothing could have been', () => {
    const run = new SwapRun().next('marked', { settledAt: null }).next('own', half).answers([byOwn]);
    expectUnproven(run.by(brokenArtifactsNeverServe), /^no artifact was picked up at all/);
  });

  test('no broken artifact was put in place', () => {
    expectUnproven(thereAndBack().by(brokenArtifactsNeverServe), /^no broken artifact was put in place/);
  });

  test('one was, and nobody asked meanwhile', () => {
    expectUnproven(broken(), /^half an artifact takes its place: no request was answered meanwhile$/);
  });

  test('everybody was told to come again meanwhile', () => {
    expectUnproven(broken(busy, busy), /^half an artifact takes its place: no request was answered meanwhile$/);
  });

  test('only the first of several was answered', () => {
    const empty = { name: 'an empty file takes its place', about: 'broken' } as const;
    const run = thereAndBack().next('own', half).answers([byOwn]).next('own').answers([byOwn]).next('own', empty);
    expectUnproven(run.answers([busy]).by(brokenArtifactsNeverServe), /^an empty file takes its place: no request/);
  });

  test('nobody answered any more when it was in place', () => {
    const run = thereAndBack().next('own', half).answers([byOwn], { after: 'started' }).answers([busy]);
    expectUnproven(run.by(brokenArtifactsNeverServe), /no request was answered meanwhile$/);
  });

  test('it could not be put in place', () => {
    const run = thereAndBack()
      .next('own', { ...half, problem: 'no room is left' })
      .answers([byOwn], { after: 'started' });
    expectUnproven(run.by(brokenArtifactsNeverServe), /^half an artifact takes its place: no room is left$/);
  });
});
