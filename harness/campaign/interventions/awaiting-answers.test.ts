import { expect, test } from 'vitest';
import { type RowAnswer, untilOwnIsBack, untilOwnIsGone, type Wait } from './awaiting-answers.ts';

/** Answers as told, one list each time that rows are asked, the last from then on; counts how many lists were begun. */
function answering(...lists: readonly (readonly RowAnswer[])[]) {
  let asked = 0;
  return {
    count: () => asked,
    ask: async function* () {
      const list = lists[Math.min(asked, lists.length - 1)] ?? [];
      asked += 1;
      yield* list;
    },
  };
}
/** A clock that goes on by a second each time it is looked at. */
function wait(seconds: number, signal = new AbortController().signal): Wait {
  let now = 0;
  return { end: seconds * 1_000, clock: () => (now += 1_000), signal };
}

test.each<[title: string, lists: RowAnswer[][], times: number]>([
  [
    'nobody answers',
    [
      ['own', 'own'],
      ['none', 'none'],
    ],
    2,
  ],
  [
    'the last of several does not answer any more',
    [
      ['none', 'own'],
      ['own', 'none'],
      ['none', 'none'],
    ],
    3,
  ],
  ['somebody else answers', [['own', 'none', 'other'], ['own']], 1],
])('is gone when %s', async (_, lists, times) => {
  const { ask, count } = answering(...lists);
  await untilOwnIsGone(ask, wait(100));
  expect(count()).toBe(times);
});

test('is back when every row is answered', async () => {
  const { ask, count } = answering(['none', 'none'], ['own', 'none'], ['own', 'other'], ['own', 'own']);
  await untilOwnIsBack(ask, wait(100));
  expect(count()).toBe(4);
});

test('what does not change is waited for no longer than the time it has', async () => {
  const { ask, count } = answering(['own', 'none']);
  await untilOwnIsBack(ask, wait(3));
  expect(count()).toBe(2);
  await untilOwnIsGone(ask, wait(3));
  expect(count()).toBe(3);
});

test('an interruption ends it', async () => {
  const { ask } = answering(['own']);
  await expect(untilOwnIsGone(ask, wait(100, AbortSignal.abort(new Error('interrupted'))))).rejects.toThrow(
    'interrupted',
  );
});
