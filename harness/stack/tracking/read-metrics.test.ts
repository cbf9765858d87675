import { expect, test } from 'vitest';
import { serving } from '../../campaign/testing/small-server.ts';
import { redactorOf } from '../../contract/redactor.ts';
import { MlflowServer } from './mlflow-server.ts';
import { readMetrics, summary } from './read-metrics.ts';

/** Reads a run with so many metrics, each of so many pages of values. */
async function readFrom({ metrics, pages, ofValues }: { metrics: number; pages: number; ofValues: number }) {
  const origin = await serving((request, response) => {
    const page = Number(new URL(request.url!, 'http://mlflow').searchParams.get('page_token') ?? 0);
    const values = Array.from({ length: ofValues }, (_, at) => ({ value: 0.5, step: page * ofValues + at }));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ metrics: values, ...(page + 1 < pages && { next_page_token: `${page + 1}` }) }));
  });
  await using server = new MlflowServer(origin, { headers: {}, redactor: redactorOf(new Map()) });
  const { metrics: read, unread } = await readMetrics(server, {
    info: { run_id: '1f', status: 'FINISHED', artifact_uri: 'mlflow-artifacts:/1f' },
    data: { metrics: Array.from({ length: metrics }, (_, at) => ({ key: `loss.${at}` })), params: [], tags: [] },
  });
  return { read: read.length, points: read[0]?.points, unread };
}

test('every value of every metric is read, page after page', async () => {
  expect(await readFrom({ metrics: 9, pages: 3, ofValues: 1000 })).toEqual({ read: 9, points: 3000, unread: [] });
});

test('what is left unread is told', async () => {
  expect(await readFrom({ metrics: 1, pages: Number.POSITIVE_INFINITY, ofValues: 1000 })).toEqual({
    read: 1,
    points: 50_000,
    unread: ['of the metric loss.0, only 50000 values were read'],
  });
  expect(await readFrom({ metrics: 1, pages: Number.POSITIVE_INFINITY, ofValues: 0 })).toEqual({
    read: 1,
    points: 0,
    unread: ['of the metric loss.0, only 0 values were read'],
  });
  expect(await readFrom({ metrics: 2001, pages: 1, ofValues: 1 })).toMatchObject({
    read: 2000,
    unread: ['of 2001 metrics, only 2000 were read'],
  });
});

test('the last of the steps counts, and NaN and infinities, also as a database keeps them, are told', () => {
  const points = [
    { step: 3, value: 0.25 },
    { step: 0, value: 'NaN' },
    { step: 1, value: Number.MAX_VALUE },
    { step: 2, value: '-Infinity' },
  ];
  expect(summary('loss', points)).toEqual({
    name: 'loss',
    points: 4,
    last: 0.25,
    notFinite: [
      { step: 0, value: 'NaN' },
      { step: 1, value: String(Number.MAX_VALUE) },
      { step: 2, value: '-Infinity' },
    ],
  });
});
