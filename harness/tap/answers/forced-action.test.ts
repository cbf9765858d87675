import { describe, expect, test } from 'vitest';
import { continuousReply, discreteReply, formOf } from '../testing/decision-reply.ts';
import { forcing } from './forced-action.ts';

const kalshi = formOf('kalshi-limit-order');

function forced(reply: string, value: string | undefined, { form = kalshi, agreeing = true } = {}): string {
  const result = forcing({ ...form, value, agreeing })(reply);
  return 'text' in result ? result.text : result.unfit;
}

describe('a forced action', () => {
  test('stands in the place of the served one, and nothing else changes', () => {
    for (const value of ['7', 'NaN', '"BUY"', '{"a":[1]}', '-0.0']) {
      const expected = discreteReply.replace('"action":2,', () => `"action":${value},`);
      expect(forced(discreteReply, value, { agreeing: false })).toBe(expected);
    }
  });

  test('has the scores of the served one, if it is to agree: its own are now the other’s', () => {
    for (let action = 0; action < 21; action += 1) {
      const { action: stated, logits, ...others } = JSON.parse(forced(discreteReply, `${action}`));
      const { logits: served, action: _, ...same } = JSON.parse(discreteReply);
      expect(stated).toBe(action);
      expect(logits.indexOf(Math.max(...logits))).toBe(action);
      expect(logits.toSorted()).toEqual(served.toSorted());
      expect(others).toEqual(same);
    }
  });

  test('may be stated by its label', () => {
    const reply = JSON.stringify({ ...JSON.parse(discreteReply), action: 'BUY_YES_10' });
    const { action, logits } = JSON.parse(forced(reply, '"SELL_NO_5"'));
    expect(action).toBe('SELL_NO_5');
    expect(logits.indexOf(7.25)).toBe(kalshi.actions.labels.indexOf('SELL_NO_5'));
  });

  test('that is no action leaves the scores as they are', () => {
    for (const value of ['-1', '21', '2.5', 'NaN', '"BUY"', 'true']) {
      expect(forced(discreteReply, value)).toBe(forced(discreteReply, value, { agreeing: false }));
    }
  });

  test('is said by the scores alone, where the reply states nothing else', () => {
    const places = { scores: { pointer: '/outputs/0/data', shape: undefined } };
    const form = { ...kalshi, places };
    const logits = Array.from({ length: 21 }, (_, action) => (action === 4 ? 9.5 : -1 - action));
    for (const data of [logits, [logits]]) {
      const reply = JSON.stringify({ model_version: 'v1', outputs: [{ name: 'logits', shape: [1, 21], data }] });
      for (const action of [0, 4, 20]) {
        const { outputs } = JSON.parse(forced(reply, `${action}`, { form }));
        const given: number[] = outputs[0].data.flat();
        expect(given.indexOf(Math.max(...given))).toBe(action);
        expect(given.toSorted()).toEqual(logits.toSorted());
      }
      for (const none of ['NaN', '21', '-1', undefined])
        expect(forced(reply, none, { form })).toMatch(/states no action/);
    }
    expect(forced('{"outputs":[{"data":[1,2]}]}', '1', { form })).toBe('it states 2 scores');
    expect(forced('{"outputs":[]}', '1', { form })).toMatch(/states no action/);
  });

  test('takes its quantiles along, action by action', () => {
    const form = formOf('stat-pair-qr-dqn');
    const actions = form.actions.labels.length;
    const quantiles = Array.from({ length: actions }, (_, action) => [action, action + 0.5]);
    for (const stated of [quantiles, quantiles.flat(), [quantiles]]) {
      const reply = JSON.stringify({ action: 0, quantiles: stated });
      const { action, quantiles: agreeing } = JSON.parse(forced(reply, '1', { form }));
      expect(action).toBe(1);
      expect(agreeing.flat(2)).toEqual([1, 1.5, 0, 0.5, ...quantiles.slice(2).flat()]);
    }
  });

  test('of a box stands within an array of one, with the discrete form that is its own', () => {
    const form = formOf('stat-pair');
    expect(JSON.parse(forced(continuousReply, '-0.75', { form }))).toMatchObject({
      action: [-0.75],
      discrete: 'SHORT',
    });
    const byIndex = continuousReply.replace('"FLAT"', '1');
    expect(JSON.parse(forced(byIndex, '0.75', { form }))).toMatchObject({ action: [0.75], discrete: 2 });
    expect(forced(continuousReply, 'NaN', { form })).toBe(continuousReply.replace('0.125', 'NaN'));
  });

  test('that is missing takes the member out', () => {
    expect(forced(discreteReply, undefined)).toBe(discreteReply.replace('"action":2, ', ''));
  });

  test('needs a reply that states one', () => {
    expect(forced('{"error":"busy"}', '3')).toBe('it states no action at /action');
  });
});
