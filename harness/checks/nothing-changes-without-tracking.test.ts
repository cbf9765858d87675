import { describe, expect, test } from 'vitest';
import type { OutageFacts } from '../history/run-event.ts';
import type { Reply } from '../protocols/protocol.ts';
import { nothingChangesWithoutTracking } from './nothing-changes-without-tracking.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, busy, failed, lost, preferring } from './testing/replies.ts';
import { contract } from './testing/small-contract.ts';
import { ToldRun } from './testing/told-run.ts';
import { outages } from './testing/tracked-run.ts';

function told(reply: Reply, facts: readonly OutageFacts[] = outages): ToldRun {
  const ways = ['slow', 'silent', 'gone'];
  const expected = [preferring(0)];
  return new ToldRun()
    .calls(3, (call) => ({ phase: 'untracked', note: ways[call]!, expected, reply: call === 2 ? reply : answer(0) }))
    .fact(...facts);
}

test('the same answers throughout prove it', () => {
  expectProven(told(answer(0)).by(nothingChangesWithoutTracking), { examined: 3 });
});

test.each<[string, Reply, RegExp]>([
  ['an error', failed(500), /while the tracking server is gone, a row gets no answer$/],
  ['no answer', lost('deadline'), /while the tracking server is gone, a row gets no answer$/],
  ['another action', answer(1), /action is not the model's$/],
])('it is refuted by %s', (_, reply, about) => {
  expectRefuted(told(reply).by(nothingChangesWithoutTracking), about);
});

test('a row that gets nothing but that the endpoint is busy leaves it unproven', () => {
  expectUnproven(told(busy).by(nothingChangesWithoutTracking), /^1 calls got no answer that could be judged$/);
});

describe('the time of answers', () => {
  const { p99 } = contract.budgets;

  /** Medians of five answers, of which one takes as long as it likes. */
  function taking(milliseconds: Readonly<Record<string, number>>, facts = outages) {
    const run = new ToldRun();
    for (const [note, median] of Object.entries(milliseconds)) {
      for (const took of [0, median, median, median, 60_000]) {
        const times = { sentAt: 100, endedAt: 100 + took };
        run.call({ phase: 'untracked', note, expected: [preferring(0)], reply: answer(0), ...times });
      }
    }
    return run.fact(...facts).by(nothingChangesWithoutTracking);
  }
  const quick = { there: 5, slow: 5, silent: 5, gone: 5 };

  test.each([
    ['is the same throughout', {}],
    ['grows within the budget', { silent: p99 }],
  ])('proves it where it %s', (_, changes) => {
    expectProven(taking({ ...quick, ...changes }), { examined: 15 });
  });

  test('refutes it where an outage makes them late', () => {
    const [finding] = expectRefuted(
      taking({ ...quick, silent: 5_005 }),
      /^while the tracking server is silent, answers are late$/,
    );
    expect(finding).toMatchObject({
      expected: 'at most 50 ms (p99); 5.0 ms (median) with the server there',
      seen: '5005.0 ms (median) over 5 answers',
    });
    expectRefuted(taking({ ...quick, there: 60, gone: 5_005 }), /gone, answers are late$/);
    const [alone] = expectRefuted(taking({ gone: 5_005 }), /gone, answers are late$/);
    expect(alone?.expected).toBe('at most 50 ms (p99); no answer with the server there');
  });

  test('says nothing where they take about as long with the server there', () => {
    expectUnproven(taking({ there: 40, slow: 45, silent: 60, gone: 45 }), /^answers take too long to tell .*is silent/);
  });

  test('says nothing of an outage that was none', () => {
    const unseen = outages.map((outage) => ({ ...outage, seen: outage.way !== 'silent' }));
    expectUnproven(taking({ ...quick, silent: 5_005 }, unseen), /was not seen to be silent/);
  });
});

test('answers with the server there are for others to judge', () => {
  const there = { phase: 'untracked', note: 'there', expected: [preferring(0)] } as const;
  const run = told(answer(0))
    .call({ ...there, reply: answer(1) })
    .call({ ...there, reply: failed(500) });
  expectProven(run.by(nothingChangesWithoutTracking), { examined: 3 });
});

test('an outage that was none proves nothing', () => {
  const facts = outages.map((outage) =>
    outage.way === 'silent' ? { ...outage, seen: false, said: 'an answer' } : outage,
  );
  expectUnproven(told(answer(0), facts).by(nothingChangesWithoutTracking), /was not seen to be silent: an answer$/);
  expectUnproven(told(answer(0), []).by(nothingChangesWithoutTracking), /was not made slow, silent and gone$/);
});

test('of a server that runs already, it is proven by the command that takes it down, and that is said', () => {
  const gone = { kind: 'outage', way: 'gone', seen: true, said: 'no answer', by: 'command' } as const;
  const result = told(answer(0), [gone]).by(nothingChangesWithoutTracking);
  expectProven(result, { examined: 3 });
  expect(result.notes).toContain('the server ran already: by its command it was gone; slow and silent were not tried');
  expectRefuted(told(failed(500), [gone]).by(nothingChangesWithoutTracking), /is gone, a row gets no answer$/);
  const problem = 'it did not answer again within 5000 ms';
  expectUnproven(
    told(answer(0), [{ ...gone, problem }]).by(nothingChangesWithoutTracking),
    /was not gone, and back: it did not answer again/,
  );
});
