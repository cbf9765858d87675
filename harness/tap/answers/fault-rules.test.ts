import { describe, expect, test } from 'vitest';
import { ruleName, type TapRule } from '../tap-rule.ts';
import { continuousReply, discreteReply, formOf } from '../testing/decision-reply.ts';
import { text } from '../testing/tapping.ts';
import { jsonFaults } from './fault-rules.ts';
import { nonActions } from './non-actions.ts';

async function rewritten(rule: TapRule, body: string): Promise<string | undefined> {
  if (rule.kind !== 'rewrite') throw new Error(`${rule.kind} rewrites nothing`);
  const result = await rule.rewrite({ status: 200, headers: [], body: Buffer.from(body), cut: false });
  return result.kind === 'body' ? text(result.body) : undefined;
}

/** Every fault by its name, with what it makes of a reply. */
async function faulty(contract: string, reply: string): Promise<[string, string | undefined][]> {
  return Promise.all(jsonFaults(formOf(contract)).map(async (rule) => [ruleName(rule), await rewritten(rule, reply)]));
}

describe('each fault changes one thing of a reply', () => {
  const flags: [string, string, string][] = [
    ['flag false', 'd_model":true', 'd_model":false'],
    ['flag missing', '"used_trained_model":true,', ''],
    ['flag the string "true"', 'd_model":true', 'd_model":"true"'],
  ];
  const inPlace = (reply: string, changes: readonly [string, string, string][]) =>
    changes.map(([name, from, to]) => [name, reply.replace(from, to)]);

  test('with discrete actions', async () => {
    expect(await faulty('kalshi-limit-order', discreteReply)).toEqual(
      inPlace(discreteReply, [
        ['wrong shape', '2', '[2,2]'],
        ['wrong count of scores', ',-18]', ']'],
        ['feature count off by one', '54', '53'],
        ...flags,
        ['action NaN', '2', 'NaN'],
        ['action 1e999', '2', '1e999'],
        ['action -1', '2', '-1'],
        ['action 21', '2', '21'],
        ['NaN as the first score', '0.5', 'NaN'],
      ]),
    );
  });

  test('with continuous actions', async () => {
    expect(await faulty('stat-pair', continuousReply)).toEqual(
      inPlace(continuousReply, [
        ['wrong shape', '[0.125]', '[[0.125],[0.125]]'],
        ['wrong count of values', '[0.125]', '[0.125,0]'],
        ['feature count off by one', '28', '27'],
        ...flags,
        ['action NaN', '0.125', 'NaN'],
        ['action 1e999', '0.125', '1e999'],
        ['action 2', '0.125', '2'],
      ]),
    );
  });
});

test('a reply of another form is not rewritten', async () => {
  for (const rule of jsonFaults(formOf('kalshi-limit-order'))) {
    for (const reply of ['{"error":"busy"}', '<html>', '', '[]', '{"action":1']) {
      expect(await rewritten(rule, reply)).toBeUndefined();
    }
  }
});

test('non-actions are of every kind', () => {
  const values = (contract: string) => nonActions(formOf(contract).actions).map(({ value }) => value);
  const always = ['NaN', '1e999', '"NO SUCH ACTION"', 'true', 'null', '[]', '{}', '"1"', undefined];
  expect(values('kalshi-limit-order')).toEqual(['-1', '21', '2.5', ...always]);
  expect(values('stat-pair')).toEqual(['2', ...always]);
});
