import { describe, expect, test } from 'vitest';
import { forcedReloadTakesEffectAtOnce } from './forced-reload-takes-effect-at-once.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer } from './testing/replies.ts';
import { endpoint } from './testing/small-contract.ts';
import { alike, byMarked, byOwn, SwapRun, thereAndBack } from './testing/swap-run.ts';

const reload = { name: 'a reload is forced', about: 'reload' } as const;
const route = { method: 'POST', path: '/reload' } as const;
const reloading = { endpoint: { routes: { ...endpoint.routes, reload: route } } };

test('the new policy in every answer after the reply proves it', () => {
  const run = new SwapRun(reloading).answers([byOwn]).next('marked', reload);
  run.answers([byOwn], { after: 'started' }).answers([byMarked, byMarked], { after: 'done' });
  run.next('own', reload).answers([byMarked], { after: 'started' }).answers([byOwn], { after: 'done' });
  expectProven(run.by(forcedReloadTakesEffectAtOnce), { examined: 3 });
});

test('one that is only accepted has its effect when it is seen', () => {
  const accepted = { ...reload, accepted: true } as const;
  const run = new SwapRun(reloading).next('marked', accepted).answers([byOwn], { after: 'done' });
  expectProven(run.answers([byMarked]).by(forcedReloadTakesEffectAtOnce), { examined: 1 });
});

describe('it is refuted by', () => {
  test('an answer of the policy before to a request after the reply', () => {
    const run = new SwapRun(reloading).next('marked', reload).answers([byOwn, byMarked], { after: 'done' });
    const [finding] = expectRefuted(run.by(forcedReloadTakesEffectAtOnce), /^an endpoint that says it has reloaded/);
    expect(finding).toMatchObject({
      expected: 'an answer of the marked policy (a reload is forced)',
      seen: 'action 0 (HOLD), used_trained_model true, of the own policy',
      exchange: 1,
    });
  });

  test('a reload without effect', () => {
    const run = new SwapRun(reloading).next('marked', { ...reload, settledAt: null });
    const [finding] = expectRefuted(run.by(forcedReloadTakesEffectAtOnce), /^a forced reload has no effect$/);
    expect(finding?.seen).toBe('not on every connection');
  });

  test('a reload that fails; what is answered then is not judged by it', () => {
    const problem = 'POST /reload answered with status 500';
    const run = new SwapRun(reloading).next('marked', { ...reload, settledAt: null, problem });
    const [finding] = expectRefuted(
      run.answers([byOwn], { after: 'done' }).by(forcedReloadTakesEffectAtOnce),
      /^a forced reload fails$/,
    );
    expect(finding?.seen).toBe(problem);
  });
});

test('a row that both decide alike tells nothing against it', () => {
  const run = new SwapRun(reloading).next('marked', reload).answers([answer(2)], { after: 'done', expected: alike });
  expectProven(run.by(forcedReloadTakesEffectAtOnce), { examined: 1 });
});

describe('it is unproven where', () => {
  test('there is no route', () => {
    expectUnproven(thereAndBack().by(forcedReloadTakesEffectAtOnce), /names no way to tell it/);
  });

  test('there is a route, and nobody forced a reload', () => {
    expectUnproven(thereAndBack(reloading).by(forcedReloadTakesEffectAtOnce), /^no reload was forced$/);
  });

  test('nobody asked after it', () => {
    expectUnproven(new SwapRun(reloading).next('marked', reload).by(forcedReloadTakesEffectAtOnce), undefined);
  });
});
