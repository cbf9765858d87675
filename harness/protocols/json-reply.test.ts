import { describe, expect, test } from 'vitest';
import { actionSpace } from '../contract/action-space.ts';
import { replyPlaces } from '../contract/contract-shape.ts';
import { compileReply, type ReadReply } from './json-reply.ts';
import type { JsonValue } from './strict-json.ts';

const rest = { unreachable: [], orders: {} };
const quantiles = actionSpace({ discrete: 2, quantiles: 3, labels: ['HOLD', 'BUY'], ...rest });
const discretised = { thresholds: [-0.25, 0.25], labels: ['SHORT', 'FLAT', 'LONG'] };
const position = actionSpace({ box: { low: [-1], high: [1] }, labels: ['position'], discretised, ...rest });
const arm = actionSpace({ box: { low: [-1, 0], high: [1, 10] }, labels: [], ...rest });

function reader(actions: typeof arm, places: object, how: { batch?: boolean; each?: string } = {}): ReadReply {
  return compileReply({ places: replyPlaces.parse(places), batch: false, each: undefined, ...how, actions });
}

function problemOf(read: () => unknown): string {
  try {
    return JSON.stringify(read());
  } catch (error) {
    return Object(error).message;
  }
}

describe('a reply with quantiles', () => {
  const nested = [
    [1, 2, 3],
    [0, 0, 9],
  ];

  test('has them by action, or flat where that is declared', () => {
    const read = reader(quantiles, { scores: '/q' });
    expect(read({ q: nested }, 1)[0]).toMatchObject({ action: 1, scores: [1, 2, 3, 0, 0, 9] });
    expect(problemOf(() => read({ q: nested.flat() }, 1))).toBe('/q has 6 items, not 2');
    for (const shape of [['actions*quantiles'], [6], ['batch*actions*quantiles'], ['batch', 6]]) {
      const flat = reader(quantiles, { scores: { pointer: '/q', shape } });
      const q: JsonValue = shape[0] === 'batch' ? [nested.flat()] : nested.flat();
      expect(flat({ q }, 1)[0]?.scores, shape.join()).toEqual(nested.flat());
    }
  });

  test('that states no action decides by the best mean, and of equal means for the first', () => {
    const read = reader(quantiles, { scores: '/q' });
    const decides = (...q: number[][]) => read({ q }, 1)[0]?.action;
    expect(decides([2, 2, 2], [0, 0, 9])).toBe(1);
    expect(decides([2, 2, 2.5], [0, 0, 6])).toBe(0);
    expect(decides([1, 2, 3], [3, 2, 1])).toBe(0);
  });

  test('that states an action is read as it is', () => {
    const read = reader(quantiles, { action: '/action', scores: '/q' });
    expect(read({ action: 'HOLD', q: nested }, 1)[0]?.action).toBe(0);
    expect(problemOf(() => read({ q: nested }, 1))).toBe('/action is missing');
  });

  test('to several rows has them row by row', () => {
    const rows = [nested, nested.toReversed()];
    const read = reader(quantiles, { scores: '/q' }, { batch: true });
    expect(read({ q: rows }, 2).map(({ action }) => action)).toEqual([1, 0]);
    const flat = reader(quantiles, { scores: { pointer: '/q', shape: ['batch*actions*quantiles'] } }, { batch: true });
    expect(flat({ q: rows.flat(2) }, 2)[1]?.scores).toEqual([0, 0, 9, 1, 2, 3]);
  });

  test('has tail means in the order of the contract, undefined where they are missing', () => {
    const cvar = [
      { level: 0.05, pointer: '/cvar_5' },
      { level: 0.25, pointer: '/cvar_25' },
    ];
    const read = reader(quantiles, { action: '/a', cvar });
    expect(read({ a: 0, cvar_25: -2 }, 1)[0]?.cvar).toEqual([undefined, -2]);
    expect(problemOf(() => read({ a: 0, cvar_5: 'low' }, 1))).toBe('/cvar_5 is the string "low", not a finite number');
    expect(problemOf(() => read({ a: 0, cvar_5: null }, 1))).toBe('/cvar_5 is null, not a finite number');
    const many = reader(quantiles, { action: '/a', cvar }, { batch: true });
    expect(many({ a: [0, 1], cvar_5: [-1, -2] }, 2).map((row) => row.cvar)).toEqual([
      [-1, undefined],
      [-2, undefined],
    ]);
    expect(problemOf(() => many({ a: [0, 1], cvar_5: -1 }, 2))).toBe('/cvar_5 is -1, not an array of 2');
  });

  test.each([[['quantiles', 'actions']], [['actions']], [['quantiles']], [[2, 4]], [['actions*quantiles', 3]]])(
    'may not declare the shape %j',
    (shape) => {
      expect(() => reader(quantiles, { scores: { pointer: '', shape } })).toThrow(
        expect.objectContaining({ code: 'SHAPE_DOES_NOT_FIT', exitCode: 64 }),
      );
    },
  );
});

describe('a reply with a continuous action', () => {
  test.each<[JsonValue, number[], number]>([
    [0.35, [0.35], 6],
    [[0.35], [0.35], 6],
    [-1, [-1], 0],
    [7, [7], 9],
    [-0.5, [-0.5], 2],
  ])('of one dimension may be a scalar or an array of one: %j', (action, values, cell) => {
    expect(reader(position, { action: '/action' })({ action }, 1)).toMatchObject([{ action: cell, scores: values }]);
  });

  test('of several dimensions is an array; its cell is the decision', () => {
    const read = reader(arm, { action: '/action' });
    expect(read({ action: [0.35, 2.5] }, 1)).toMatchObject([{ action: 26, scores: [0.35, 2.5] }]);
    expect(problemOf(() => read({ action: [0.35] }, 1))).toBe('/action has 1 items, not 2');
    expect(problemOf(() => read({ action: 0.35 }, 1))).toBe('/action is 0.35, not an array of 2');
  });

  test.each<[JsonValue, string]>([
    ['position', '/action is the string "position", not a finite number'],
    ['0.5', '/action is the string "0.5", not a finite number'],
    [null, '/action is null, not a finite number'],
    [[null], '/action/0 is null, not a finite number'],
    [[0.5, 0.5], '/action has 2 items, not 1'],
    [[[0.5]], '/action/0 is an array of 1, not a finite number'],
  ])('is unreadable as %j', (action, problem) => {
    expect(problemOf(() => reader(position, { action: '/action' })({ action }, 1))).toBe(problem);
  });

  test.each<[JsonValue]>([[[0.1, -0.9]], [[[0.1], [-0.9]]]])('of several rows stands side by side: %j', (action) => {
    const read = reader(position, { action: '/action' }, { batch: true });
    expect(read({ action }, 2).map(({ scores }) => scores)).toEqual([[0.1], [-0.9]]);
  });

  test('of several rows is not read in mixed forms', () => {
    const read = reader(position, { action: '/action' }, { batch: true });
    expect(problemOf(() => read({ action: [0.1, [0.2]] }, 2))).toBe('/action/1 is an array of 1, not a finite number');
    const many = reader(arm, { action: { pointer: '/action', shape: ['batch*actions'] } }, { batch: true });
    expect(many({ action: [0.1, 1, 0.2, 2] }, 2)[1]?.scores).toEqual([0.2, 2]);
  });

  test.each([[[]], [[1]], [['actions']], [['batch', 'actions']]])(
    'of one dimension may declare the shape %j',
    (shape) => {
      const read = reader(position, { action: { pointer: '/action', shape } });
      const action = [0.5, [0.5], [[0.5]]][shape.length]!;
      expect(read({ action }, 1)[0]?.scores).toEqual([0.5]);
    },
  );

  test('has a discrete form by index or by label, undefined where it is missing', () => {
    const read = reader(position, { action: '/action', discrete: '/discrete' });
    expect(read({ action: 0.5, discrete: 2 }, 1)[0]?.discrete).toBe(2);
    expect(read({ action: 0.5, discrete: 'FLAT' }, 1)[0]?.discrete).toBe(1);
    expect(read({ action: 0.5 }, 1)[0]?.discrete).toBeUndefined();
    expect(problemOf(() => read({ action: 0.5, discrete: 3 }, 1))).toBe(
      '/discrete is 3, not a discrete form of the action: an integer from 0 to 2, or a label of actions.discretised',
    );
    const each = reader(position, { action: '/action', discrete: '/discrete' }, { batch: true, each: '/rows' });
    const items = [{ action: [0.5], discrete: 'LONG' }, { action: -0.5 }];
    expect(each({ rows: items }, 2).map(({ discrete }) => discrete)).toEqual([2, undefined]);
  });
});

test.each([
  ['scores of a box', arm, { action: '/a', scores: '/s' }],
  ['a discrete form that the contract has not', arm, { action: '/a', discrete: '/d' }],
  ['tail means of a box', arm, { action: '/a', cvar: [{ level: 0.05, pointer: '/c' }] }],
  ['a discrete form of discrete actions', quantiles, { action: '/a', discrete: '/d' }],
])('%s: no place can be named for them', (_, actions, places) => {
  expect(() => reader(actions, places)).toThrow(expect.objectContaining({ code: 'PLACE_DOES_NOT_FIT', exitCode: 64 }));
});

test('a row has no key for what its contract does not let a reply state', () => {
  const [row = {}] = reader(quantiles, { action: '/a' })({ a: 1 }, 1);
  expect(Object.keys(row)).not.toContain('discrete');
  expect(Object.keys(row)).not.toContain('cvar');
});
