import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { contract as small } from '../../checks/testing/small-contract.ts';
import { nominal } from '../../observations/nominal.ts';
import type { Evaluate } from '../../oracle/answers.ts';
import { readArtifact } from '../../oracle/artifact.ts';
import { decide, decisionRule } from '../../oracle/decision.ts';
import { openOracle } from '../../oracle/oracle.ts';
import { kalshiSetting } from '../testing/kalshi-setting.ts';
import { clearRows } from './clear-rows.ts';
import { tells, toldRows } from './marked-policy.ts';

/** A policy that gives these scores, whatever it is asked. */
const giving =
  (...scores: readonly (readonly number[])[]): Evaluate =>
  async ({ rows }) => {
    const values = Float32Array.from(scores.flat());
    const [actions, margins] = [new Int32Array(rows), new Float32Array(rows)];
    decide(decisionRule(small), values, 3, actions, margins);
    return { rows, width: 3, scores: values, actions, margins };
  };
const blockOf = (rows: number) => ({ rows, width: 4, values: new Float32Array(4 * rows) });

test('rows that nearly tie, or hold what is no number, are not decided clearly', async () => {
  const evaluate = giving([1, 6, 0], [1, 1.00005, 0], [Number.NaN, 6, 0], [7, 6, 0]);
  expect(await clearRows(small, blockOf(4), evaluate)).toEqual([
    { row: 0, scores: Float32Array.of(1, 6, 0), action: 1 },
    { row: 3, scores: Float32Array.of(7, 6, 0), action: 0 },
  ]);
});

describe('of the trained policy of the fixtures and the marked one beside it', async () => {
  const setting = await kalshiSetting();
  const { contract, evaluate: own } = setting;
  const artifact = await readArtifact(
    fileURLToPath(new URL('../../../fixtures/policies/kalshi-limit-order/marked/policy.onnx', import.meta.url)),
  );
  const policy = { ...contract.policy, sha256: artifact.sha256 };
  const oracle = await openOracle({ artifact, contract: { ...contract, policy }, workers: 1 });
  const marked = oracle.evaluate;
  afterAll(async () => {
    await oracle[Symbol.asyncDispose]();
    await setting[Symbol.asyncDispose]();
  });
  const drawn = () => nominal(setting.space, setting.seed);

  test('rows are drawn that tell who answers, and others as they come', async () => {
    const rows = await toldRows(contract, drawn(), own, marked);
    expect(rows.length).toBeGreaterThanOrEqual(48);
    expect(rows.filter(tells).length).toBeGreaterThanOrEqual(16);
    expect(await toldRows(contract, drawn(), own, marked)).toEqual(rows);
  });

  test('each with what both policies give to it', async () => {
    const rows = await toldRows(contract, drawn(), own, marked);
    const width = contract.features.length;
    const values = Float32Array.from(rows.flatMap(({ observation }) => [...observation]));
    const block = { rows: rows.length, width, values };
    const [ofOwn, ofMarked] = [await own(block), await marked(block)];
    expect(rows.map(({ actions }) => actions.own)).toEqual([...ofOwn.actions]);
    expect(rows.map(({ actions }) => actions.marked)).toEqual([...ofMarked.actions]);
    expect(rows.every(({ expected }) => expected.length === ofOwn.width + ofMarked.width)).toBe(true);
  });

  test('none where the two decide alike: a swap would not show', async () => {
    expect(await toldRows(contract, drawn(), own, own)).toEqual([]);
  });
});
