import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ObservationBlock, rowOf } from '../../contract/observation-block.ts';
import { type Phase, phases, rowsSentAgain } from '../../history/phase.ts';
import { boundary } from '../../observations/boundary.ts';
import { golden } from '../../observations/golden.ts';
import { nominal } from '../../observations/nominal.ts';
import { precise } from '../../observations/precise.ts';
import { isNearTie, largestDifference } from '../../oracle/agreement.ts';
import { decodeArgmax } from '../../oracle/decode.ts';
import { type Call, type Calls, isBlock } from '../call.ts';
import { type PreparedSearches, prepareSearches } from '../prepared-searches.ts';
import { kalshiSetting } from '../testing/kalshi-setting.ts';
import { bulkRows } from './bulk-rows.ts';
import { directedRows, reachFacts } from './directed-rows.ts';
import { drawnRows } from './drawn-rows.ts';
import { influenceFacts, influencingRows } from './influencing-rows.ts';
import { malformedRequests } from './malformed-requests.ts';
import { mixedWaves } from './mixed-waves.ts';
import { neighbouringRows } from './neighbouring-rows.ts';
import { regroupedRows } from './regrouped-rows.ts';
import { repeatedRows } from './repeated-rows.ts';
import { blockOf } from './row-calls.ts';
import { rowsPerBlock, type Setting } from './setting.ts';

let setting: Setting & AsyncDisposable;
let searches: PreparedSearches;

beforeAll(async () => {
  setting = await kalshiSetting();
  searches = await prepareSearches(setting, new Set(Object.keys(phases) as Phase[]));
}, 60_000);
afterAll(() => setting[Symbol.asyncDispose]());

const nominalRows = (of: Setting, count: number) =>
  drawnRows(of, { phase: 'nominal', generator: nominal(of.space, of.seed), count });

/** Every phase, as a campaign makes it. */
const made: Readonly<Record<string, (of: Setting) => Calls>> = {
  golden: (of) =>
    drawnRows(of, { phase: 'golden', generator: golden(of.space.width, of.golden.values), count: of.golden.rows }),
  nominal: (of) => nominalRows(of, 700),
  bulk: bulkRows,
  boundary: (of) => drawnRows(of, { phase: 'boundary', generator: boundary(of.space, of.seed), count: 256 }),
  precise: (of) => drawnRows(of, { phase: 'precise', generator: precise(of.space, of.seed), count: 512 }),
  directed: (of) => directedRows(searches.directed!, of),
  neighbours: (of) => neighbouringRows(searches.neighbours!, of),
  influence: (of) => influencingRows(searches.influence!, of),
  repeat: repeatedRows,
  batch: regroupedRows,
  malformed: malformedRequests,
  beside: mixedWaves,
};

async function drawn(blocks: Calls): Promise<Call[]> {
  const calls: Call[] = [];
  for await (const block of blocks) calls.push(...block);
  return calls;
}

const callsOf = (phase: string, of: Setting = setting) => drawn(made[phase]!(of));

const observed = (calls: readonly Call[]): ObservationBlock[] =>
  calls.flatMap(({ content }) => (isBlock(content) ? [content] : []));

/** Every row of these calls, in order. */
const rowsOf = (calls: readonly Call[]) =>
  observed(calls).flatMap((block) => Array.from({ length: block.rows }, (_, row) => rowOf(block, row)));

/** Which nominal rows these calls carry, in order, by their ordinals. */
const ordinals = (calls: readonly Call[]) =>
  calls.flatMap(({ content, subject }) =>
    isBlock(content) ? Array.from({ length: content.rows }, (_, row) => subject + row) : [],
  );

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const nominalBlock = (first: number, rows: number) => nominal(setting.space, setting.seed).block(first, rows);

/** What the oracle gives to one call of one row. */
function expectedAction({ expected }: Call) {
  const [actions, margins] = [new Int32Array(1), new Float32Array(1)];
  decodeArgmax(expected, expected.length, actions, margins);
  const [action, margin] = [actions[0]!, margins[0]!];
  return { action, nearTie: isNearTie(margin, expected[action]!, setting.contract.policy.tolerance) };
}

describe.each(Object.keys(made))('the phase %s', (phase) => {
  test('names itself, and carries what the oracle gives to each of its rows', async () => {
    const calls = await callsOf(phase);
    expect(new Set(calls.map((call) => call.phase))).toEqual(new Set([phase]));
    const { scores } = await setting.evaluate(blockOf(rowsOf(calls), setting.space.width));
    const expected = Float32Array.from(calls.flatMap((call) => [...call.expected]));
    expect(expected.length).toBeGreaterThan(0);
    expect(largestDifference(expected, scores, setting.contract.policy.tolerance).tolerances).toBeLessThanOrEqual(1);
  });

  test('makes the same calls from the same seed', async () => {
    expect(await callsOf(phase)).toEqual(await callsOf(phase));
  });

  test('makes only requests that the protocol can encode, of no more rows than it takes', async () => {
    const { protocol } = setting;
    for (const block of observed(await callsOf(phase))) {
      expect(block.rows).toBeLessThanOrEqual(protocol.maximumRows);
      expect(() => protocol.encode(block)).not.toThrow();
    }
  });

  test('makes requests of one row where the protocol takes no more', async () => {
    const single = { ...setting, protocol: { ...setting.protocol, maximumRows: 1 } };
    const calls = await callsOf(phase, single);
    expect(new Set(observed(calls).map(({ rows }) => rows))).toEqual(new Set([1]));
    expect(rowsOf(calls)).toHaveLength(rowsOf(await callsOf(phase)).length);
  });
});

test.each(['nominal', 'bulk', 'boundary', 'precise', 'repeat', 'batch', 'malformed', 'beside'])(
  'another seed makes other calls of %s',
  async (phase) => {
    const [some, others] = [await callsOf(phase), await callsOf(phase, { ...setting, seed: 18 })];
    expect(rowsOf(others)).not.toEqual(rowsOf(some));
  },
);

describe('drawn rows', () => {
  test('go one a call, each with its ordinal, a block at a time', async () => {
    const blocks: number[] = [];
    const calls: Call[] = [];
    for await (const block of nominalRows(setting, 700)) {
      blocks.push(block.length);
      calls.push(...block);
    }
    expect(blocks).toEqual([rowsPerBlock, rowsPerBlock, 700 - 2 * rowsPerBlock]);
    expect(ordinals(calls)).toEqual(range(0, 700));
    expect(blockOf(rowsOf(calls), setting.space.width)).toEqual(nominalBlock(0, 700));
  });

  test('of the golden vectors are those of the training', async () => {
    const calls = await callsOf('golden');
    expect(ordinals(calls)).toEqual(range(0, setting.golden.rows));
    expect(blockOf(rowsOf(calls), setting.space.width).values).toEqual(setting.golden.values);
  });
});

describe('rows in bulk', () => {
  test('go on where single rows end, each once, in full requests but for the last of a block', async () => {
    const calls = await callsOf('bulk');
    expect(ordinals(calls)).toEqual(range(setting.calls, setting.observations));
    expect(blockOf(rowsOf(calls), setting.space.width).values).toEqual(nominalBlock(100, 600).values);
    expect(observed(calls).map(({ rows }) => rows)).toEqual([...Array(9).fill(64), 24]);
  });

  test('are none where all of them go one by one', async () => {
    expect(await callsOf('bulk', { ...setting, calls: 700 })).toEqual([]);
    expect(await callsOf('bulk', { ...setting, calls: 5_000 })).toEqual([]);
  });
});

describe('repeated rows', () => {
  test('are the first nominal ones, four times, interleaved', async () => {
    const calls = await callsOf('repeat');
    expect(ordinals(calls)).toEqual([1, 2, 3, 4].flatMap(() => range(0, rowsSentAgain.repeat)));
    expect(new Set(calls.map(({ note }) => note)).size).toBe(4);
    const again = nominalBlock(0, rowsSentAgain.repeat);
    for (const { subject, content } of calls)
      expect((content as ObservationBlock).values).toEqual(rowOf(again, subject));
  });
});

describe('regrouped rows', () => {
  test('are every row once, as it was by itself', async () => {
    const calls = await callsOf('batch');
    const sent = ordinals(calls);
    expect(sent.toSorted((one, other) => one - other)).toEqual(range(0, rowsSentAgain.batch));
    const rows = rowsOf(calls);
    const single = nominalBlock(0, rowsSentAgain.batch);
    for (const [place, ordinal] of sent.entries()) expect(rows[place]).toEqual(rowOf(single, ordinal));
  });

  test('come from the last to the first', async () => {
    const subjects = (await callsOf('batch')).map(({ subject }) => subject);
    expect(subjects).toEqual(subjects.toSorted((one, other) => other - one));
  });

  test.each([64, 100, 256])('have sizes all over the range from 2 to %i', async (maximumRows) => {
    const protocol = { ...setting.protocol, maximumRows };
    const sizes = observed(await callsOf('batch', { ...setting, protocol })).map(({ rows }) => rows);
    for (let least = 2; least <= maximumRows; least *= 2) {
      const most = Math.min(2 * least - 1, maximumRows);
      expect(sizes.some((size) => least <= size && size <= most)).toBe(true);
    }
    expect(new Set(sizes).size).toBeGreaterThan(10);
    expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThanOrEqual(2);
  });

  test('have other sizes for another seed', async () => {
    const sizes = async (seed: number) =>
      observed(await callsOf('batch', { ...setting, seed })).map(({ rows }) => rows);
    expect(await sizes(18)).not.toEqual(await sizes(19));
  });

  test.each([1, 2, 5])('keep to %i rows a request', async (maximumRows) => {
    const calls = await callsOf('batch', { ...setting, protocol: { ...setting.protocol, maximumRows } });
    expect(Math.max(...observed(calls).map(({ rows }) => rows))).toBe(maximumRows);
    expect(ordinals(calls).toSorted((one, other) => one - other)).toEqual(range(0, rowsSentAgain.batch));
  });
});

describe('malformed requests', () => {
  test('are each way to be wrong, and a good row after each', async () => {
    const calls = await callsOf('malformed');
    const ways = setting.protocol.malformed(rowOf(nominalBlock(0, 1), 0));
    expect(calls).toHaveLength(2 * ways.length);
    for (const [index, { kind, note, feature, request }] of ways.entries()) {
      const [wrong, good] = [calls[2 * index]!, calls[2 * index + 1]!];
      expect(wrong).toMatchObject({
        note: `${kind}: ${note}`,
        subject: feature,
        content: request,
        expected: { length: 0 },
      });
      expect(good).toMatchObject({ note: `a good row, after: ${note}`, subject: -1, content: { rows: 1 } });
    }
  });
});

describe('directed rows', () => {
  test('are answered by the oracle with the action that is their subject, surely', async () => {
    const calls = await callsOf('directed');
    expect(calls.map(expectedAction)).toEqual(calls.map(({ subject }) => ({ action: subject, nearTie: false })));
    const subjects = calls.map(({ subject }) => subject);
    expect(subjects).toEqual(subjects.toSorted((one, other) => one - other));
  });

  test('are told of for every action, whether it was found or not', async () => {
    const facts = reachFacts(searches.directed!);
    const subjects = new Set((await callsOf('directed')).map(({ subject }) => subject));
    expect(facts.map(({ action }) => action)).toEqual(range(0, setting.contract.actions.count));
    for (const { action, reached, margin } of facts) {
      expect(reached).toBe(subjects.has(action));
      expect(margin > 0).toBe(reached);
    }
  });
});

describe('neighbouring rows', () => {
  test('come in pairs, one after the other, that the oracle surely answers differently', async () => {
    const calls = await callsOf('neighbours');
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.map(({ subject }) => subject)).toEqual(range(0, calls.length).map((place) => place >> 1));
    for (let place = 0; place < calls.length; place += 2) {
      const [one, other] = [expectedAction(calls[place]!), expectedAction(calls[place + 1]!)];
      expect([one.nearTie, other.nearTie, one.action === other.action]).toEqual([false, false, false]);
    }
  });

  test('are none where no pair was found', async () => {
    expect(await drawn(neighbouringRows({ pairs: [], asked: 0 }, setting))).toEqual([]);
  });
});

describe('influencing rows', () => {
  test('come in pairs, one after the other, that differ in the feature that is their subject, and in no other', async () => {
    const calls = await callsOf('influence');
    const rows = rowsOf(calls);
    for (let place = 0; place < calls.length; place += 2) {
      const [base, altered] = [rows[place]!, rows[place + 1]!];
      const differing = range(0, setting.space.width).filter((feature) => base[feature] !== altered[feature]);
      expect(differing).toEqual([calls[place]!.subject]);
      expect(calls[place + 1]!.subject).toBe(calls[place]!.subject);
    }
  });

  test('are told of for every feature', async () => {
    const facts = influenceFacts(searches.influence!);
    const calls = await callsOf('influence');
    expect(facts.map(({ feature }) => feature)).toEqual(range(0, setting.space.width));
    for (const { feature, pairs, flips } of facts) {
      expect(calls.filter(({ subject }) => subject === feature)).toHaveLength(2 * pairs);
      expect(flips).toBeLessThanOrEqual(pairs);
    }
  });
});

describe('searches', () => {
  test('are made only for the phases that are sent', async () => {
    expect(await prepareSearches(setting, new Set(['nominal', 'malformed']))).toEqual({
      directed: undefined,
      neighbours: undefined,
      influence: undefined,
    });
  });
});

describe('mixed waves', () => {
  test('are good rows alone, then as many around one request that is wrong, none of them sent before', async () => {
    const waves: (readonly Call[])[] = [];
    for await (const wave of mixedWaves(setting)) waves.push(wave);
    const wrongIn = (wave: readonly Call[]) => wave.filter(({ content }) => !isBlock(content));
    for (let pair = 0; pair < waves.length; pair += 2) {
      const [alone, mixed] = [waves[pair]!, waves[pair + 1]!];
      expect([wrongIn(alone).length, wrongIn(mixed).length]).toEqual([0, 1]);
      expect(mixed).toHaveLength(alone.length + 1);
      expect(mixed.indexOf(wrongIn(mixed)[0]!)).toBe(Math.floor(alone.length / 2));
      expect(new Set([...alone, ...mixed].map(({ subject }) => subject))).toEqual(new Set([pair / 2]));
    }
    const kinds = new Set(waves.flat().flatMap(({ note }) => note.split(':', 1)));
    expect(kinds).toEqual(new Set(['', 'count', 'value', 'body']));
    const sent = new Set((await callsOf('nominal')).map(({ content }) => isBlock(content) && content.values.join()));
    expect(waves.flat().filter(({ content }) => isBlock(content) && sent.has(content.values.join()))).toEqual([]);
  });
});
