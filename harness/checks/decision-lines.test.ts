import { expect, test } from 'vitest';
import type { LogLine } from '../history/exchange.ts';
import { decisionLines } from './decision-lines.ts';
import { contract, endpoint } from './testing/small-contract.ts';

const read = (text: string, decision: string | undefined = endpoint.logs.decision) => {
  const lines: LogLine[] = [{ source: 'endpoint', stream: 'stdout', at: 0, text }];
  const stack = { ...endpoint, logs: { ...endpoint.logs, decision } };
  return [...decisionLines(lines, { contract, endpoint: stack })].map(({ usedTrainedModel, action }) => [
    usedTrainedModel,
    action,
  ]);
};

test.each([
  ['decision action=BUY used=true', true, 1],
  ['decision action=2 used=true', true, 2],
  ['INFO 12:00 decision action=HOLD used=True of BTC', true, 0],
  ['decision action=SELL used=false', false, 2],
  ['decision action=SELL used=maybe', false, 2],
  ['decision action=3 used=true', true, -1],
  ['decision action=buy used=true', true, -1],
  ['decision used=true', true, undefined],
] as const)('"%s"', (text, used, action) => {
  expect(read(text)).toEqual([[used, action]]);
});

test('lines that are no decision are passed over', () => {
  expect(read('ready')).toEqual([]);
});

test('a pattern without a group action says nothing about actions', () => {
  expect(read('decision action=BUY used=true', 'used=(?<used>true|false)')).toEqual([[true, undefined]]);
});
