import { describe, expect, test } from 'vitest';
import type { Reply } from '../protocols/protocol.ts';
import { answersUnderLoadEqualAnswersAlone } from './answers-under-load-equal-answers-alone.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, busy, failed, lost, preferring, refused } from './testing/replies.ts';
import { ToldRun } from './testing/told-run.ts';

const pairs = 12;
const note = 'value: feature 3 (age) is NaN';

/** Of each pair of waves, what a good row gets among good ones, and beside one that is malformed. */
const waves = (alone: (wave: number) => Reply, beside: (wave: number) => Reply) => {
  const run = new ToldRun();
  for (let subject = 0; subject < pairs; subject += 1) {
    const good = { phase: 'beside', subject, expected: [preferring(1)] } as const;
    run.call({ ...good, reply: alone(subject) });
    run.call({ phase: 'beside', subject, note, expected: [], reply: refused(422) });
    run.call({ ...good, note, reply: beside(subject) });
  }
  return run.by(answersUnderLoadEqualAnswersAlone);
};
const right = () => answer(1);

test('good rows that are answered beside malformed ones prove it', () => {
  expectProven(waves(right, right), { examined: 2 * pairs });
});

test('good rows that fail beside malformed ones refute it, and the finding names both', () => {
  const [finding] = expectRefuted(
    waves(right, () => failed(500)),
    /^a good request fails beside a malformed one/,
    { violations: pairs },
  );
  expect(finding).toMatchObject({ exchange: 3, seen: expect.stringMatching(/500.*, beside value: feature 3/s) });
});

test('another answer beside malformed ones refutes it', () => {
  expectRefuted(
    waves(right, () => answer(0)),
    /^a good request gets another answer beside a malformed one/,
    { violations: pairs },
  );
});

test.each<[string, (wave: number) => Reply]>([
  ['fail as often', () => failed(500)],
  ['fail nearly as often', (wave) => (wave % 4 === 0 ? right() : failed(500))],
])('where good rows %s among good ones, it is not their neighbour that they fail by', (_, alone) => {
  expectProven(
    waves(alone, () => failed(500)),
    { examined: 2 * pairs },
  );
});

test('a few failures may be chance', () => {
  expectProven(
    waves(right, (wave) => (wave < 3 ? failed(500) : right())),
    { examined: 2 * pairs },
  );
});

test('more of them leave it open', () => {
  expectUnproven(
    waves(right, (wave) => (wave < 6 ? failed(500) : right())),
    /^good requests failed, or got no answer, in 6 waves with a malformed one, and in 0 without$/,
  );
});

describe.each([busy, lost('connection'), lost('deadline')])('what says nothing (%o)', (reply) => {
  test('refutes nothing, and leaves it open where it comes by a malformed request', () => {
    expectUnproven(
      waves(right, () => reply),
      /in 12 waves with a malformed one, and in 0 without$/,
    );
  });

  test('is passed over where it comes as often without', () => {
    expectProven(
      waves(
        (wave) => (wave % 3 === 0 ? reply : right()),
        (wave) => (wave % 3 === 1 ? reply : right()),
      ),
      { examined: 2 * pairs - 8 },
    );
  });
});
