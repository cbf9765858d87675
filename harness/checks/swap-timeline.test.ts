import { expect, test } from 'vitest';
import type { Check } from './check.ts';
import { type SwappedAnswer, SwapTimeline } from './swap-timeline.ts';
import { answer, lost, nearTie, preferring, unreadable } from './testing/replies.ts';
import { alike, byMarked, byNeither, byOwn, SwapRun } from './testing/swap-run.ts';

/** What a timeline tells of every call of a run. */
function read(run: SwapRun): SwappedAnswer[] {
  const seen: SwappedAnswer[] = [];
  const check: Check = {
    clause: 'SWAP-1',
    grade: 'claimed',
    phases: ['swapped'],
    begin(context) {
      const timeline = new SwapTimeline(context);
      return {
        see: (judged) => void seen.push(timeline.read(judged)),
        conclude: () => ({ examined: 0, violations: 0, findings: [], nearTies: 0, notes: [] }),
      };
    },
  };
  run.by(check);
  return seen;
}

const who = (run: SwapRun) => read(run).map(({ by }) => by);

test('an answer is by the policy whose scores it has, by either where both decide alike, or by neither', () => {
  const run = new SwapRun()
    .answers([byOwn, byMarked, byNeither, lost(), unreadable])
    .answers([answer(2)], { expected: alike });
  expect(who(run)).toEqual(['own', 'marked', 'neither', 'nobody', 'nobody', 'either']);
});

test('the right action with the scores of none is by neither, also where a score is NaN', () => {
  const other = answer(0, { scores: [5, 0.5, 1] });
  const nothing = answer(0, { scores: [Number.NaN, 0.5, 1] });
  expect(who(new SwapRun().answers([other, nothing]))).toEqual(['neither', 'neither']);
});

test('without scores the action tells; where a policy nearly ties, either of its best may be its own', () => {
  const bare = (action: number) => answer(action, { scores: undefined });
  const tied = { expected: [nearTie, preferring(2)] };
  const run = new SwapRun().answers([bare(0), bare(1), bare(2)]).answers([bare(0), bare(1), bare(2)], tied);
  expect(who(run)).toEqual(['own', 'marked', 'neither', 'own', 'own', 'marked']);
});

test('an answer belongs to the intervention that had begun when it came, whatever came before in the record', () => {
  const run = new SwapRun().answers([byOwn]).next('marked').next('own');
  run
    .answers([byOwn])
    .call({ phase: 'swapped', rows: 1, expected: [preferring(0), preferring(1)], reply: byOwn, endedAt: 160 });
  expect(read(run).map(({ during }) => during?.name)).toEqual([undefined, 'change 2', 'change 1']);
});

test('where the same policy is to go on, none is replaced', () => {
  const run = new SwapRun()
    .next('marked')
    .answers([byMarked])
    .next('marked')
    .answers([byMarked])
    .next('own')
    .answers([byOwn]);
  expect(read(run).map(({ replaced }) => replaced)).toEqual(['own', undefined, 'marked']);
});

test('a connection goes back that was answered by the new policy, and then by the old one; others do not', () => {
  const run = new SwapRun()
    .next('marked')
    .answers([byOwn, byMarked, byNeither, byOwn], { after: 'done', connection: 1 })
    .answers([byOwn], { after: 'done', connection: 2 })
    .next('own')
    .answers([byMarked], { after: 'done', connection: 1 });
  expect(read(run).map(({ goesBack }) => goesBack)).toEqual([false, false, false, true, false, false]);
});
