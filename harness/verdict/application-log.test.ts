import { expect, test } from 'vitest';
import { contract } from '../checks/testing/decisions.ts';
import { stackSchema } from '../contract/stack-file.ts';
import type { LogLine } from '../history/exchange.ts';
import { applicationLog, loggedFor } from './application-log.ts';

const { application } = stackSchema.parse({
  stack: 'trading',
  endpoint: { start: { url: 'http://127.0.0.1:1' }, protocol: 'json', routes: { predict: 'POST /p', ready: 'GET /r' } },
  application: {
    start: { process: ['node', 'trader.js', '${tap.url}', '${exchange.url}', '${exchange.market}'] },
    routes: { ready: 'GET /ready' },
    drive: { poll: {} },
    logs: { decision: '^(?<id>\\S+) (?:(?<action>\\S+) )?used=(?<used>true|false)' },
  },
  exchange: { serve: 'kalshi', golden: 'markets.json', orders: 'POST /orders' },
});
const read = (...texts: readonly string[]) => {
  const lines = texts.map((text): LogLine => ({ source: 'application', stream: 'stdout', at: 0, text }));
  return applicationLog(lines, { contract, application: application! });
};

test('says of each id what was decided under it', () => {
  const log = read('a BUY used=true', 'listening', 'b 2 used=true', 'c used=false reason', 'd used=true');
  expect([...log]).toEqual([
    ['a', { kind: 'decided', action: 1 }],
    ['b', { kind: 'decided', action: 2 }],
    ['c', { kind: 'refused', text: 'c used=false reason' }],
  ]);
});

test('says nothing of an id that several lines have, and nothing without a pattern', () => {
  expect([...read('a BUY used=true', 'a SELL used=true', 'a BUY used=true')]).toEqual([]);
  const { logs, ...told } = application!;
  const silent = { ...told, logs: { ...logs, decision: undefined } };
  const line: LogLine = { source: 'application', stream: 'stdout', at: 0, text: 'a BUY used=true' };
  expect([...applicationLog([line], { contract, application: silent })]).toEqual([]);
});

test('of the calls of a decision, the last that the log knows tells', () => {
  const log = read('a used=false', 'b BUY used=true');
  expect(loggedFor(log, ['a', null, 'b', 'x'])).toEqual({ kind: 'decided', action: 1 });
  expect(loggedFor(log, ['x', null])).toBeUndefined();
});
