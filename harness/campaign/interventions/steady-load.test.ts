import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Journal } from '../../history/journal.ts';
import { RecordedHistory } from '../../history/recorded-history.ts';
import { modelDirectory } from '../../stack/model-directory.ts';
import { StackError } from '../../stack/stack-error.ts';
import { until, workbench } from '../../stack/testing/workbench.ts';
import { decide, servingFile } from '../testing/serving-file.ts';
import { reply, serving } from '../testing/small-server.ts';
import { clock, rows, steadily } from '../testing/steadily.ts';

const bench = await workbench();
afterAll(() => bench[Symbol.asyncDispose]());

const models = { own: Buffer.from('own'), marked: Buffer.from('marked') };
const { signal } = new AbortController();
/** Longer than anything here takes. */
const within = 30_000; // milliseconds
const shortly = 100; // milliseconds

test('every connection has one request in flight, asks about the rows in turn, and is told by its number', async () => {
  let inFlight = 0;
  let most = 0;
  const origin = await serving((request, response) => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    request.resume().once('end', () => {
      inFlight -= 1;
      reply(response);
    });
  });
  const { load, recorded } = steadily(origin);
  expect(await load.answered(40, { within, signal })).toBe(true);
  expect(most).toBeLessThanOrEqual(4);
  await load[Symbol.asyncDispose]();
  expect(new Set(recorded.map(({ subject }) => subject))).toEqual(new Set([0, 1, 2, 3]));
  expect(recorded.map(({ id }) => id).toSorted((one, other) => one - other)).toEqual(
    recorded.map((_, index) => index + 1),
  );
  for (const { id, observation, expected, phase } of recorded) {
    const row = rows[(id - 1) % rows.length]!;
    expect({ observation, expected, phase }).toEqual({
      observation: row.observation,
      expected: row.expected,
      phase: 'swapped',
    });
  }
  expect(load.delivered.answeredRows).toBe(recorded.length);
});

test('what is stored of it once alone is read as it was, whoever answers', async () => {
  const path = join(bench.folder, 'history.sqlite');
  using journal = new Journal(path);
  let asked = 0;
  const origin = await serving((request, response) => {
    request.resume();
    asked += 1;
    if (asked % 5 === 0) reply(response, 500);
    else decide(response, asked % 2);
  });
  const { load, recorded } = steadily(origin, { journal });
  await load.answered(60, { within, signal });
  await load[Symbol.asyncDispose]();
  journal.flush();
  using history = new RecordedHistory(path);
  expect([...history.exchanges()]).toEqual(recorded.toSorted((one, other) => one.id - other.id));
});

test('it ends with its scope, and nothing is asked after that', async () => {
  let asked = 0;
  const origin = await serving((request, response) => {
    asked += 1;
    request.resume();
    reply(response);
  });
  const { load, recorded } = steadily(origin);
  await load.answered(10, { within, signal });
  await load[Symbol.asyncDispose]();
  expect(recorded).toHaveLength(asked);
});

test('who answers is waited for on every connection; a row that both decide alike tells of none', async () => {
  const model = await modelDirectory(join(bench.folder, 'waited'), 'model');
  await model.place(models.own);
  const origin = await serving(servingFile(model.artifact, models).listener);
  const { load } = steadily(origin);
  expect(await load.answeredBy('own', { within, signal })).toBe(true);
  expect(await load.answeredBy('marked', { within: shortly, signal })).toBe(false);
  await model.place(models.marked);
  expect(await load.answeredBy('marked', { within, signal })).toBe(true);
  expect(await load.answeredBy('own', { within: shortly, signal })).toBe(false);
});

test('one connection that is answered by another keeps all of them waiting', async () => {
  const sockets = new Set<unknown>();
  let isOne = false;
  const origin = await serving((request, response) => {
    request.resume();
    sockets.add(request.socket);
    const [first] = sockets;
    decide(response, request.socket === first && !isOne ? 0 : 1);
  });
  const { load } = steadily(origin);
  await until(() => sockets.size === 4, 'every connection was opened');
  expect(await load.answeredBy('marked', { within: shortly, signal })).toBe(false);
  isOne = true;
  expect(await load.answeredBy('marked', { within, signal })).toBe(true);
});

test('every row is asked about once more', async () => {
  const { load, recorded } = steadily(await serving((_, response) => reply(response)));
  await load.answered(3, { within, signal });
  const before = recorded.length;
  expect(await load.everyRow({ within, signal })).toBe(true);
  const since = recorded.slice(before).filter(({ id }) => id > before + 4);
  expect(new Set(since.map(({ id }) => (id - 1) % rows.length)).size).toBe(rows.length);
});

test('an endpoint without an answer is asked again and again, and what is lost is recorded', async () => {
  const { load, recorded } = steadily(await serving((request) => void request.socket.destroy()));
  expect(await load.answered(8, { within, signal })).toBe(true);
  expect(recorded.every(({ outcome }) => outcome.kind === 'lost')).toBe(true);
  expect(await load.answeredBy('own', { within: shortly, signal })).toBe(false);
});

test('an endpoint that refuses is asked again and again, but no faster than one that is not there', async () => {
  const begin = clock();
  const { load, recorded } = steadily(await serving((_, response) => reply(response, 503)));
  expect(await load.answered(40, { within, signal })).toBe(true);
  // Ten rounds of four connections, with nine pauses between them; a timer may be a little early.
  expect(clock() - begin).toBeGreaterThan(9 * 9);
  expect(recorded.every(({ outcome }) => outcome.kind === 'reply' && outcome.status === 503)).toBe(true);
});

test('whoever waits is told at once that the run is over', async () => {
  const { load } = steadily(await serving((_, response) => reply(response)));
  const over = new AbortController();
  const waiting = load.answeredBy('own', { within, signal: over.signal });
  over.abort(new Error('interrupted'));
  await expect(waiting).rejects.toThrow('interrupted');
});

test('an endpoint that goes away ends the load, and the waiting with the reason', async () => {
  const gone = new StackError('STACK_EXITED', { problem: 'it ended with exit code 9', remedy: 'read its log' });
  let isGone = false;
  const failed = () => (isGone ? gone : undefined);
  const { load, recorded } = steadily(await serving((_, response) => reply(response)), { failed });
  await load.answered(4, { within, signal });
  isGone = true;
  await expect(load.answeredBy('own', { within: shortly, signal })).rejects.toBe(gone);
  await load[Symbol.asyncDispose]();
  const after = recorded.length;
  expect(await load.answered(1, { within: shortly, signal }).catch((error: unknown) => error)).toBe(gone);
  expect(recorded).toHaveLength(after);
});
