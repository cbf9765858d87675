import { describe, expect, test } from 'vitest';
import type { Reply } from '../protocols/protocol.ts';
import { compiledIsWhatItSays } from './compiled-is-what-it-says.ts';
import { expectProven, expectRefuted, expectUnproven } from './testing/conclusion.ts';
import { answer, busy as atCapacity, failed, lost, preferring } from './testing/replies.ts';
import { contract } from './testing/small-contract.ts';
import { ToldRun } from './testing/told-run.ts';

const promising = { ...contract.budgets, compiled: 1.2 };
const told = { env: {}, states: '/jit_compiled', inference: '/inference_ms' };

interface Form {
  readonly states: boolean;
  /** Milliseconds of the pair with this number. */
  readonly takes: (pair: number) => number;
  readonly action?: number;
  /** What the pair with this number gets in place of an answer. */
  readonly instead?: readonly [pair: number, reply: Reply];
}
const eager: Form = { states: false, takes: (pair) => 1 + (pair % 7) / 10 };
const compiled: Form = { states: true, takes: (pair) => eager.takes(pair) / 1.5 };

/** Pairs of single rows, as the two forms answer them. */
function pairs(changes: { eager?: Form; compiled?: Form; budgets?: typeof contract.budgets; count?: number }) {
  const forms = { eager, compiled, ...changes };
  const run = new ToldRun({
    contract: { budgets: changes.budgets ?? promising },
    endpoint: { compiled: told },
  });
  for (let pair = 0; pair < (changes.count ?? 600); pair += 1) {
    for (const note of ['eager', 'compiled'] as const) {
      const { states, takes, action = 0, instead } = forms[note];
      const said = Buffer.from(JSON.stringify({ jit_compiled: states, inference_ms: takes(pair) }));
      const body = { kind: 'reply', status: 200, contentType: 'application/json', body: said } as const;
      const call = { phase: 'forms', subject: 1, note, expected: [preferring(0)] } as const;
      if (pair === instead?.[0]) run.call({ ...call, reply: instead[1] });
      else run.call({ ...call, reply: answer(action), outcome: body });
    }
  }
  return run.by(compiledIsWhatItSays);
}

test('a compiled form that answers alike, says so, and is faster than promised proves it, with a table', () => {
  const result = pairs({});
  expectProven(result, { examined: 1_200 });
  const [table] = result.tables ?? [];
  expect(table?.rows).toEqual([['1', '1.300 ms', '0.867 ms', '1.50', '2.000 ms', '2.000 ms']]);
});

describe('it is refuted by', () => {
  test('a compiled form that takes as long as the eager one', () => {
    const [finding] = expectRefuted(pairs({ compiled: { ...eager, states: true } }), /may run eagerly$/);
    expect(finding).toMatchObject({
      expected: '1.2 times as fast as the eager form, one row at a time',
      seen: '1.00 times (median of 30 blocks of 20 pairs, 0 of them at least 1.2)',
    });
  });

  test('one that says itself that it is not compiled', () => {
    const honest = { ...compiled, states: false };
    expectRefuted(pairs({ compiled: honest }), /^the compiled form states that it is not compiled$/, {
      violations: 600,
    });
  });

  test('an eager form that says that it is compiled', () => {
    const boasting = { ...eager, states: true };
    expectRefuted(pairs({ eager: boasting }), /^the eager form states that it is compiled$/, { violations: 600 });
  });

  test('a compiled form that answers otherwise', () => {
    const other = { ...compiled, action: 1 };
    expectRefuted(pairs({ compiled: other, count: 4 }), /^the compiled form does not answer as the artifact/, {
      violations: 4,
    });
  });
});

test.each([
  ['a reply that says that it is busy', atCapacity],
  ['a lost connection', lost('connection')],
])('%s is no answer of the other kind, and leaves it unproven; times are compared all the same', (_, reply) => {
  const told = pairs({ compiled: { ...compiled, instead: [7, reply] } });
  expectUnproven(told, /^1 calls got no answer that could be judged$/);
  expect(told.tables?.[0]?.rows).toEqual([['1', '1.300 ms', '0.867 ms', '1.50', '2.000 ms', '2.000 ms']]);
  const slow = { ...eager, states: true, instead: [7, reply] } as const;
  expectRefuted(pairs({ compiled: slow }), /may run eagerly$/);
});

test('an error in place of an answer refutes it', () => {
  expectRefuted(pairs({ compiled: { ...compiled, instead: [7, failed(500)] } }), /does not answer as the artifact/);
});

test('replies that say nothing throughout leave it unproven', () => {
  expectUnproven(pairs({ compiled: { ...compiled, instead: [0, atCapacity] }, count: 1 }), /^1 calls got no answer/);
});

test('a machine that makes many of the times longer changes nothing', () => {
  const busy = (form: Form, odd: number) => ({
    ...form,
    takes: (pair: number) => form.takes(pair) * (pair % 5 < 2 + odd ? 4 : 1),
  });
  expectProven(pairs({ eager: busy(eager, 0), compiled: busy(compiled, 1) }));
  expectRefuted(pairs({ eager: busy(eager, 1), compiled: busy({ ...eager, states: true }, 0) }), /may run eagerly$/);
});

test('times that could be chance leave it unproven', () => {
  const noisy = {
    ...compiled,
    takes: (pair: number) => eager.takes(pair) / (Math.floor(pair / 20) % 2 === 0 ? 1.5 : 1),
  };
  expectUnproven(pairs({ compiled: noisy }), /^too noisy to tell whether it is 1\.2 times as fast: /);
});

test('without a promise, only answers and statements are judged', () => {
  expectProven(pairs({ compiled: { ...eager, states: true }, budgets: contract.budgets }));
});

test('a run that compared nothing leaves it unproven', () => {
  expectUnproven(new ToldRun({ endpoint: { compiled: told } }).by(compiledIsWhatItSays), undefined);
});
