import { expect, test } from 'vitest';
import type { Facts } from '../../history/run-event.ts';
import { StackError } from '../../stack/stack-error.ts';
import { skippingWhatIsLeft } from './skipping-what-is-left.ts';

const gone = new StackError('STACK_EXITED', { problem: 'it ended with exit code 9', remedy: 'read its log' });

/** What is recorded when an error comes while a phase is filled. */
async function skipped(
  during: 'swapped' | 'gone' | undefined,
  error: Error = gone,
  signal = new AbortController().signal,
) {
  const facts: Facts[] = [];
  const record = (fact: Facts) => void facts.push(fact);
  await skippingWhatIsLeft({ phases: ['swapped', 'gone', 'back'], record, signal }, async (done) => {
    if (during === 'swapped') throw error;
    done('swapped');
    if (during === 'gone') throw error;
    done('gone', 'back');
  });
  return facts.map((fact) => fact.kind === 'skipped' && [fact.phase, fact.reason]);
}

test('nothing is skipped where nothing goes wrong', async () => {
  expect(await skipped(undefined)).toEqual([]);
});

test('what was done before an error stands, and what comes after it is skipped', async () => {
  const reason = expect.stringContaining('it ended with exit code 9');
  expect(await skipped('swapped')).toEqual([
    ['swapped', reason],
    ['gone', reason],
    ['back', reason],
  ]);
  expect(await skipped('gone')).toEqual([
    ['gone', reason],
    ['back', reason],
  ]);
});

test('an error of the harness itself, or that the run is over, is told to who called', async () => {
  await expect(skipped('gone', new TypeError('a bug'))).rejects.toThrow('a bug');
  await expect(skipped('gone', gone, AbortSignal.abort(new Error('interrupted')))).rejects.toThrow('interrupted');
});
