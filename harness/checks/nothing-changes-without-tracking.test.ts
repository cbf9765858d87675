import { expect, test } from 'vitest';
import type { OutageFacts } from '../history/run-event.ts';
import type { Reply } from '../protocols/protocol.ts';
import { nothingChangesWithoutTracking } from './nothing-changes-without-tracking.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, busy, failed, lost, preferring } from './testing/replies.ts';
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
