import { expect, test } from 'vitest';
import type { TapRule } from '../tap-rule.ts';
import { formOf } from '../testing/decision-reply.ts';
import { text } from '../testing/tapping.ts';
import { forcedEstimate, withoutEstimates } from './forced-estimate.ts';

const reply = '{"action":2, "cvar_5":0.125,"cvar_25": -1e-3,"used_trained_model":true}';
const form = formOf('stat-pair-qr-dqn');

async function rewritten(rule: TapRule, body = reply): Promise<string | undefined> {
  if (rule.kind !== 'rewrite') throw new Error(`${rule.kind} rewrites nothing`);
  const result = await rule.rewrite({ status: 200, headers: [], body: Buffer.from(body), cut: false });
  return result.kind === 'body' ? text(result.body) : result.reason;
}

test('the tail mean of one level is replaced, and every other byte is as it was', async () => {
  expect(await rewritten(forcedEstimate(form, 0.05, '4.75'))).toBe(reply.replace('0.125', '4.75'));
  expect(await rewritten(forcedEstimate(form, 0.25, 'NaN'))).toBe(reply.replace('-1e-3', 'NaN'));
});

test('all of them are taken out', async () => {
  expect(await rewritten(withoutEstimates(form))).toBe('{"action":2, "used_trained_model":true}');
});

test('a reply that states none is left alone, and that is told', async () => {
  const silent = '{"action":2}';
  expect(await rewritten(forcedEstimate(form, 0.05, '4.75'), silent)).toBe('no tail mean stands at /cvar_5');
  expect(await rewritten(forcedEstimate(form, 0.1, '4.75'))).toBe('no tail mean stands at any place');
  expect(await rewritten(withoutEstimates(form), silent)).toBe('nothing can be taken out at /cvar_5');
});
