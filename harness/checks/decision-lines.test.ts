import { expect, test } from 'vitest';
import type { LogLine } from '../history/exchange.ts';
import { decisionLines } from './decision-lines.ts';
import { boxContract } from './testing/contracts-of-every-kind.ts';
import { contract, endpoint } from './testing/small-contract.ts';

const read = (text: string, decision: string | undefined = endpoint.logs.decision) => {
  const lines: LogLine[] = [{ source: 'endpoint', stream: 'stdout', at: 0, text }];
  const stack = { ...endpoint, logs: { ...endpoint.logs, decision } };
  return [...decisionLines(lines, { contract, endpoint: stack })].map(({ usedTrainedModel, actions }) => [
    usedTrainedModel,
    actions,
  ]);
};

test.each([
  ['decision action=BUY used=true', true, [1]],
  ['decision action=2 used=true', true, [2]],
  ['INFO 12:00 decision action=HOLD used=True of BTC', true, [0]],
  ['decision action=SELL used=false', false, [2]],
  ['decision action=SELL used=maybe', false, [2]],
  ['decision action=3 used=true', true, []],
  ['decision action=buy used=true', true, []],
  ['decision used=true', true, undefined],
] as const)('"%s"', (text, used, actions) => {
  expect(read(text)).toEqual([[used, actions]]);
});

test('lines that are no decision are passed over', () => {
  expect(read('ready')).toEqual([]);
});

test('a pattern without a group action says nothing about actions', () => {
  expect(read('decision action=BUY used=true', 'used=(?<used>true|false)')).toEqual([[true, undefined]]);
});

test('a continuous action is a number, and means the cells that it may lie in', () => {
  const decision = 'action=(?<action>\\S+) used=(?<used>true|false)';
  const lines: LogLine[] = [0.4312, 0.2].map((value) => ({
    source: 'endpoint',
    stream: 'stdout',
    at: 0,
    text: `action=${value.toFixed(3)} used=true`,
  }));
  const stack = { ...endpoint, logs: { ...endpoint.logs, decision } };
  const read = [...decisionLines(lines, { contract: boxContract, endpoint: stack })];
  expect(read.map(({ actions }) => actions)).toEqual([[7], [5, 6]]);
});
