import { describe, expect, test } from 'vitest';
import { readinessTellsTheTruth } from './readiness-tells-the-truth.ts';
import { absence } from './testing/absences.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { ToldRun } from './testing/told-run.ts';

const by = (...told: readonly Parameters<typeof absence>[0][]) =>
  new ToldRun().fact(...told.map(absence)).by(readinessTellsTheTruth);

test('an endpoint that is not ready without its model proves it', () => {
  expectProven(by({}, { running: false, ready: null }), { examined: 1 });
});

describe('it is refuted by an endpoint that is said to be ready', () => {
  test.each([
    ['without its model', true],
    ['though it does not run', false],
  ])('%s', (_, running) => {
    const [finding] = expectRefuted(by({}, { running, ready: true, seen: 'ready' }), /^readiness is stated without/);
    expect(finding).toMatchObject({ expected: 'not ready (its artifact is removed)', seen: 'ready' });
  });
});

test('one that said that it was ready, and gave no answer for some time, refutes it', () => {
  const late = { kind: 'answers-late', milliseconds: 1_498.4, requests: 11, seen: 'status 503: loading' } as const;
  const run = new ToldRun().fact(absence({}), late);
  const [finding] = expectRefuted(run.by(readinessTellsTheTruth), /^readiness is stated before there is an answer/);
  expect(finding?.seen).toBe('ready, and then no answer for 1498 ms, to 11 requests: status 503: loading');
});

test('one that keeps its model in memory is ready, and that is told', () => {
  expectProven(by({}, { way: 'it is removed', kept: true, ready: true }), {
    examined: 1,
    notes: ['it is removed: it goes on with the model that it has in memory'],
  });
});

describe('it is unproven where', () => {
  test('the model was never away', () => {
    expectUnproven(by(), undefined);
  });

  test('it runs, and does not say whether it is ready', () => {
    const told = by({}, { ready: null, seen: 'no answer (none within 10000 ms)' });
    expectUnproven(told, /^it did not say whether it is ready: its artifact is removed \(no answer \(none w/);
  });

  test('it runs in no way in which the model is away', () => {
    expectUnproven(by({ running: false }), undefined);
  });

  test('it keeps its model in memory whatever is done', () => {
    expectUnproven(
      by({ way: 'it is removed', kept: true, ready: true }),
      /^it keeps its model in memory: it is removed$/,
    );
  });
});
