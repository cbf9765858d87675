import { statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Exchange } from './exchange.ts';
import { Journal } from './journal.ts';
import { RecordedHistory } from './recorded-history.ts';
import { schemaVersion } from './schema.ts';
import { anyExchange, anyText, exchange, logLine } from './testing/exchanges.ts';
import { scratchFile } from './testing/scratch-file.ts';

/** A history in which this was written, read from its file. */
function written(write: (journal: Journal) => void): RecordedHistory {
  const path = scratchFile('history.sqlite');
  const journal = new Journal(path);
  write(journal);
  journal.close();
  const history = new RecordedHistory(path);
  onTestFinished(() => history[Symbol.dispose]());
  return history;
}

const bits = (values: Float32Array) => [...new Uint32Array(values.slice().buffer)];

/** Tensors by their bits, so that NaN, -0 and 0 are told apart; bytes by their values, wherever they stand. */
const comparable = ({ observation, expected, request, outcome, ...rest }: Exchange) => ({
  ...rest,
  observation: bits(observation),
  expected: bits(expected),
  request: request && [...request],
  outcome: outcome.kind === 'reply' ? { ...outcome, body: [...outcome.body] } : outcome,
});

describe('what was written is what is read', () => {
  test('of every exchange, bit for bit', () => {
    const drawn = fc.sample(fc.array(anyExchange, { minLength: 300, maxLength: 300 }), { seed: 17, numRuns: 1 })[0]!;
    const exchanges = drawn.map((each, index) => ({ id: index + 1, ...each }));
    const history = written((journal) => {
      for (const each of exchanges) journal.exchange(each);
    });
    expect([...history.exchanges()].map(comparable)).toEqual(exchanges.map(comparable));
  });

  test('of any single exchange, on its own', () => {
    fc.assert(
      fc.property(anyExchange, (drawn) => {
        const history = written((journal) => journal.exchange({ id: 1, ...drawn }));
        expect([...history.exchanges()].map(comparable)).toEqual([comparable({ id: 1, ...drawn })]);
      }),
      { seed: 17, numRuns: 15 },
    );
  });

  test('of an empty request, which is not the same as none', () => {
    const history = written((journal) => {
      journal.exchange(exchange(1, { request: new Uint8Array() }));
      journal.exchange(exchange(2, { request: null }));
    });
    expect([...history.exchanges()].map(({ request }) => request)).toEqual([new Uint8Array(), null]);
  });

  test('of every log line', () => {
    const texts = fc.sample(anyText, { seed: 17, numRuns: 200 });
    const history = written((journal) => {
      for (const text of texts) journal.log(logLine(text));
    });
    expect([...history.logs()]).toEqual(texts.map(logLine).map((line) => expect.objectContaining(line)));
  });

  test('in the order of their ids, whatever the order in which they ended', () => {
    const history = written((journal) => {
      for (const id of [3, 1, 2]) journal.exchange(exchange(id));
    });
    expect([...history.exchanges()].map(({ id }) => id)).toEqual([1, 2, 3]);
  });
});

describe('numbers that JSON does not have', () => {
  test.each([
    [Number.NaN, Number.MAX_VALUE],
    [Number.POSITIVE_INFINITY, Number.MAX_VALUE],
    [Number.NEGATIVE_INFINITY, -Number.MAX_VALUE],
  ])('%d in a fact is read as a number that is just as far from any bound', (recorded, read) => {
    const facts = { kind: 'reach', action: 1, reached: false, margin: recorded, oracleRows: 7 } as const;
    const history = written((journal) => journal.event({ at: 1, facts }));
    expect([...history.facts('reach')]).toEqual([{ ...facts, margin: read }]);
  });
});

describe('which part is read', () => {
  const history = () =>
    written((journal) => {
      journal.exchange(exchange(1, { phase: 'golden' }));
      journal.exchange(exchange(2, { phase: 'nominal' }));
      journal.exchange(exchange(3, { phase: 'golden' }));
      journal.exchange(exchange(4, { phase: 'boundary' }));
      journal.log(logLine('one'));
      journal.log({ ...logLine('two'), source: 'cold' });
      journal.event({ at: 1, facts: { kind: 'notice', text: 'first' } });
      journal.event({ at: 2, facts: { kind: 'skipped', phase: 'cold', reason: 'none' } });
      journal.event({ at: 3, facts: { kind: 'notice', text: 'second' } });
    });

  test.each([
    ['everything', {}, [1, 2, 3, 4]],
    ['phases', { phases: ['golden', 'boundary'] }, [1, 3, 4]],
    ['no phase at all', { phases: [] }, []],
    ['ids, both ends included', { from: 2, to: 3 }, [2, 3]],
    ['one id', { from: 3, to: 3 }, [3]],
    ['phases within ids', { phases: ['golden'], from: 2 }, [3]],
  ] as const)('is said by %s', (_, filter, ids) => {
    expect([...history().exchanges(filter)].map(({ id }) => id)).toEqual(ids);
  });

  test('is said by the source of a line', () => {
    expect([...history().logs('cold')].map(({ text }) => text)).toEqual(['two']);
  });

  test('is said by the kind of a fact', () => {
    expect([...history().facts('notice')].map(({ text }) => text)).toEqual(['first', 'second']);
    expect([...history().facts('aborted')]).toEqual([]);
  });

  test('may be two at once, and may be left in the middle', () => {
    const both = history();
    const [first] = both.exchanges();
    const pairs = [...both.exchanges()].flatMap(({ id }) =>
      [...both.exchanges({ to: 1 })].map((inner) => [id, inner.id]),
    );
    expect(first?.id).toBe(1);
    expect(pairs).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 1],
    ]);
  });
});

test('what an exchange has in common with another one is stored once, and read as if it were stored again', () => {
  const rows = { observation: new Float32Array(1_000).fill(0.5), expected: new Float32Array(1_000).fill(Number.NaN) };
  const reply = (text: string): Exchange['outcome'] => {
    return { kind: 'reply', status: 200, contentType: 'application/json', body: new TextEncoder().encode(text) };
  };
  const scores = '0.123456789,'.repeat(300);
  const exchanges = Array.from({ length: 100 }, (_, index): Exchange => {
    return { ...exchange(7 + index), ...rows, outcome: reply(`{"scores":[${scores}0],"ms":${index / 7},"used":true}`) };
  });
  // What is not like it, is stored beside it all the same.
  exchanges.push(
    { ...exchange(200), outcome: reply('') },
    { ...exchange(201), ...rows, outcome: { kind: 'lost', reason: 'deadline', message: 'too late' } },
  );
  const [plain, like] = [false, true].map((isLike) => {
    const path = scratchFile(`${isLike}.sqlite`);
    using journal = new Journal(path);
    const [first, ...others] = exchanges;
    journal.exchange(first!);
    for (const each of others) journal.exchange(each, isLike ? first : undefined);
    return path;
  });
  for (const path of [plain!, like!]) {
    using history = new RecordedHistory(path);
    expect([...history.exchanges({ from: 8 })]).toEqual(exchanges.slice(1));
  }
  expect(statSync(like!).size).toBeLessThan(statSync(plain!).size / 10);
});

test('a long history is read a row at a time, whatever its length', () => {
  const rows = 100_000;
  const observation = new Float32Array(54);
  const history = written((journal) => {
    for (let id = 1; id <= rows; id += 1) journal.exchange(exchange(id, { observation }));
  });
  let seen = 0;
  const before = bytesHeld();
  const held: number[] = [];
  for (const _ of history.exchanges()) {
    if (seen % 20_000 === 1) held.push(bytesHeld());
    seen += 1;
  }
  expect(seen).toBe(rows);
  // All rows together are about 100 MiB as objects.
  expect(Math.max(...held) - before).toBeLessThan(16 * 1024 * 1024);
});

/** What is in use when nothing is left to collect. */
function bytesHeld(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

describe('a file that is no history of this Assay', () => {
  const refusal = (path: string) => {
    try {
      new RecordedHistory(path)[Symbol.dispose]();
    } catch (error) {
      return error;
    }
    return undefined;
  };
  const saying = (code: string, path: string) =>
    expect.objectContaining({ code, problem: expect.stringContaining(path), remedy: expect.stringMatching(/\w/) });

  test('is missing', () => {
    const path = scratchFile('history.sqlite');
    expect(refusal(path)).toEqual(saying('HISTORY_MISSING', path));
  });

  test('is something else', () => {
    const path = scratchFile('history.sqlite');
    writeFileSync(path, '{"verdict": "PROVEN"}'.repeat(200));
    expect(refusal(path)).toEqual(saying('HISTORY_NOT_READABLE', path));
  });

  test('is empty', () => {
    const path = scratchFile('history.sqlite');
    writeFileSync(path, '');
    expect(refusal(path)).toEqual(saying('HISTORY_OF_ANOTHER_VERSION', path));
  });

  test('is of an older version', () => {
    const path = scratchFile('history.sqlite');
    new Journal(path).close();
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 0');
    database.close();
    expect(refusal(path)).toEqual(saying('HISTORY_OF_ANOTHER_VERSION', path));
  });

  test('is a database of somebody else, which happens to have the same version', () => {
    const path = scratchFile('history.sqlite');
    const database = new DatabaseSync(path);
    database.exec(`CREATE TABLE note (text TEXT); PRAGMA user_version = ${schemaVersion}`);
    database.close();
    expect(refusal(path)).toEqual(saying('HISTORY_NOT_READABLE', path));
  });
});
