import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { HistoryError } from './history-error.ts';
import { Journal } from './journal.ts';
import { RecordedHistory } from './recorded-history.ts';
import { exchange, logLine } from './testing/exchanges.ts';
import { scratchFile } from './testing/scratch-file.ts';

function openJournal(path = scratchFile('history.sqlite')) {
  const journal = new Journal(path);
  onTestFinished(() => journal.close());
  return { journal, path };
}

function openHistory(path: string): RecordedHistory {
  const history = new RecordedHistory(path);
  onTestFinished(() => history[Symbol.dispose]());
  return history;
}

const idsIn = (history: RecordedHistory) => [...history.exchanges()].map(({ id }) => id);

describe('when rows become durable', () => {
  test('others read a row once the commit interval is over', async () => {
    const { journal, path } = openJournal();
    const reader = openHistory(path);
    journal.exchange(exchange(1));
    expect(idsIn(reader)).toEqual([]);
    await vi.waitFor(() => expect(idsIn(reader)).toEqual([1]), { timeout: 5_000, interval: 5 });
  });

  test('others read 256 rows at once, without waiting for the interval', () => {
    const { journal, path } = openJournal();
    const reader = openHistory(path);
    for (let id = 1; id <= 255; id += 1) journal.exchange(exchange(id));
    expect(idsIn(reader)).toHaveLength(0);
    journal.exchange(exchange(256));
    expect(idsIn(reader)).toHaveLength(256);
    journal.exchange(exchange(257));
    expect(idsIn(reader)).toHaveLength(256);
  });

  test('logs and events count as rows of the same transaction', () => {
    const { journal, path } = openJournal();
    const reader = openHistory(path);
    for (let row = 0; row < 128; row += 1) {
      journal.log(logLine(`${row}`));
      journal.event({ at: row, facts: { kind: 'notice', text: `${row}` } });
    }
    expect([...reader.logs()]).toHaveLength(128);
    expect([...reader.facts('notice')]).toHaveLength(128);
  });

  test('a flush commits what is pending, and may come when nothing is', () => {
    const { journal, path } = openJournal();
    const reader = openHistory(path);
    journal.flush();
    journal.exchange(exchange(1));
    journal.flush();
    journal.flush();
    expect(idsIn(reader)).toEqual([1]);
  });

  test('a row that is refused takes none of the others with it', () => {
    const { journal, path } = openJournal();
    journal.exchange(exchange(1));
    journal.flush();
    expect(() => journal.exchange(exchange(1))).toThrow(/UNIQUE/);
    journal.exchange(exchange(2));
    journal.close();
    expect(idsIn(openHistory(path))).toEqual([1, 2]);
  });
});

describe('a process that is killed', () => {
  const writer = fileURLToPath(new URL('./testing/writing-process.ts', import.meta.url));

  test('leaves everything that it had committed, in a file that opens', async () => {
    const path = scratchFile('history.sqlite');
    const child = spawn(process.execPath, [writer, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const committed = await committedBeforeKill(child, 500);

    const ids = idsIn(openHistory(path));
    expect(ids.length).toBeGreaterThanOrEqual(committed);
    expect(ids).toEqual(ids.map((_, index) => index + 1));
  });

  async function committedBeforeKill(child: ChildProcess, wanted: number): Promise<number> {
    let committed = 0;
    for await (const line of createInterface({ input: child.stdout! })) {
      committed = Number(line);
      if (committed >= wanted) child.kill('SIGKILL');
    }
    if (child.signalCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
    return committed;
  }
});

describe('closing', () => {
  test('leaves one file, and everything in it', () => {
    const { journal, path } = openJournal();
    journal.exchange(exchange(1));
    expect(existsSync(`${path}-wal`)).toBe(true);
    journal.close();
    expect(readdirSync(dirname(path))).toEqual(['history.sqlite']);
    expect(idsIn(openHistory(path))).toEqual([1]);
    expect(readdirSync(dirname(path))).toEqual(['history.sqlite']);
  });

  test('while somebody still reads loses nothing, and leaves one file once they are done', () => {
    const { journal, path } = openJournal();
    const reader = new RecordedHistory(path);
    journal.exchange(exchange(1));
    journal.close();
    expect(idsIn(reader)).toEqual([1]);
    reader[Symbol.dispose]();
    expect(readdirSync(dirname(path))).toEqual(['history.sqlite']);
    expect(idsIn(openHistory(path))).toEqual([1]);
  });

  test('twice is closing once', () => {
    const { journal } = openJournal();
    journal.close();
    expect(() => journal.close()).not.toThrow();
  });

  test('what comes afterwards is ignored', () => {
    const { journal, path } = openJournal();
    journal.exchange(exchange(1));
    journal.close();
    journal.exchange(exchange(2));
    journal.log(logLine('late'));
    journal.event({ at: 1, facts: { kind: 'notice', text: 'late' } });
    journal.flush();
    const history = openHistory(path);
    expect(idsIn(history)).toEqual([1]);
    expect([...history.logs(), ...history.facts('notice')]).toEqual([]);
  });

  test('at the end of a block commits what was pending', () => {
    const path = scratchFile('history.sqlite');
    {
      using journal = new Journal(path);
      journal.exchange(exchange(1));
    }
    expect(idsIn(openHistory(path))).toEqual([1]);
  });
});

describe('a place that cannot be written to', () => {
  test('in a folder that does not exist is said with its path', () => {
    const path = `${scratchFile('missing')}/history.sqlite`;
    expect(() => new Journal(path)).toThrow(HistoryError);
    expect(() => new Journal(path)).toThrow(path);
  });

  test('where a history stands already is refused, and that one stays as it is', () => {
    const { journal, path } = openJournal();
    journal.exchange(exchange(1));
    journal.close();
    expect(() => new Journal(path)).toThrow(expect.objectContaining({ code: 'HISTORY_NOT_WRITABLE' }));
    expect(idsIn(openHistory(path))).toEqual([1]);
    expect(readdirSync(dirname(path))).toEqual(['history.sqlite']);
  });
});
