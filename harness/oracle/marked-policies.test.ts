import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Contract } from '../contract/contract.ts';
import { loadContract } from '../contract/load-contract.ts';
import { rowOf } from '../contract/observation-block.ts';
import { nominal } from '../observations/nominal.ts';
import { spaceOf } from '../observations/observation-space.ts';
import { readArtifact } from './artifact.ts';
import { markedArtifact } from './marked-artifact.ts';
import { openOracle } from './oracle.ts';

const contracts = fileURLToPath(new URL('../../contracts', import.meta.url));
const rows = 1_024;

async function openBoth(file: string) {
  const { contract, artifactPath } = loadContract(`${contracts}/${file}`);
  const artifact = await readArtifact(artifactPath);
  const marked = markedArtifact(artifact.bytes, contract);
  if (typeof marked === 'string') throw new Error(marked);
  const sha256 = createHash('sha256').update(marked.bytes).digest('hex');
  const policy: Contract['policy'] = { ...contract.policy, sha256 };
  const opened = new AsyncDisposableStack();
  const oracles = [
    opened.use(await openOracle({ artifact, contract, workers: 1 })),
    opened.use(
      await openOracle({
        artifact: { ...artifact, bytes: marked.bytes, sha256 },
        contract: { ...contract, policy },
        workers: 1,
      }),
    ),
  ] as const;
  const block = nominal(spaceOf(contract), 7).block(0, rows);
  const [own, other] = await Promise.all(oracles.map(({ evaluate }) => evaluate(block)));
  return {
    contract,
    law: marked.law,
    block,
    own: own!,
    other: other!,
    evaluate: oracles[0].evaluate,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const all = readdirSync(contracts).filter((name) => name.endsWith('.yaml'));
const spaces = all.map((name) => ({ name, contract: loadContract(`${contracts}/${name}`).contract }));
const named = (choose: (contract: Contract) => boolean) =>
  spaces.filter(({ contract }) => choose(contract)).map(({ name }) => name);

describe.concurrent('the marked policy that is made of one of the fixtures', () => {
  test.each(named(({ policy, actions }) => actions.kind === 'discrete' && policy.mask === undefined))(
    '%s: every score stands a third of the actions further on, and so does the decision',
    async (name) => {
      await using both = await openBoth(name);
      const { contract, own, other } = both;
      const { count } = contract.actions;
      const by = Math.max(1, Math.round(count / 3));
      expect(both.law).toBe(
        `${contract.policy.output.decode === 'argmax' ? 'scores' : 'quantiles'} rotated by ${by} ${by === 1 ? 'action' : 'actions'}`,
      );
      const each = own.width / count;
      const shifted = own.scores.map((_, at) => {
        const [row, place] = [Math.floor(at / own.width), at % own.width];
        return own.scores[row * own.width + ((place - by * each + own.width) % own.width)]!;
      });
      expect(other.scores).toEqual(shifted);
      const clear = [...own.actions.keys()].filter((row) => own.margins[row]! > 0);
      expect(clear.length).toBeGreaterThan(rows / 2);
      expect(clear.map((row) => other.actions[row])).toEqual(clear.map((row) => (own.actions[row]! + by) % count));
    },
  );

  test.each(named(({ policy, actions }) => actions.kind === 'box' && policy.sampling === undefined))(
    '%s: every value is mirrored within its range',
    async (name) => {
      await using both = await openBoth(name);
      const { contract, own, other } = both;
      if (contract.actions.kind !== 'box') throw new Error('no box');
      expect(both.law).toBe('values mirrored within their range');
      const { low, high } = contract.actions;
      const apart = other.scores.map((value, at) => {
        const dimension = at % low.length;
        return Math.abs(value - (low[dimension]! + high[dimension]! - own.scores[at]!));
      });
      expect(Math.max(...apart)).toBeLessThan(1e-6);
      expect(new Set(own.scores).size).toBeGreaterThan(rows / 16);
    },
  );

  test.each(named(({ policy }) => policy.mask !== undefined))(
    '%s: decides as the own one does where the mask is rotated back, and never what is masked',
    async (name) => {
      await using both = await openBoth(name);
      const { contract, block, other } = both;
      const { count } = contract.actions;
      expect(both.law).toBe('scores and mask rotated by 7 actions');
      const mask = contract.policy.inputs.find((input) => input.name === contract.policy.mask)!;
      const values = block.values.slice();
      for (let row = 0; row < rows; row += 1) {
        const own = rowOf(block, row).subarray(mask.first, mask.first + count);
        for (let action = 0; action < count; action += 1)
          values[row * block.width + mask.first + action] = own[(action + 7) % count]!;
        expect(own[other.actions[row]!]).toBe(1);
      }
      const back = await both.evaluate({ ...block, values });
      expect([...other.actions]).toEqual([...back.actions].map((action) => (action + 7) % count));
      expect(new Set(other.actions).size).toBeGreaterThan(count / 2);
    },
  );

  test.each(named(({ policy }) => typeof policy.sampling === 'object'))('%s: is none', (name) => {
    const { contract } = loadContract(`${contracts}/${name}`);
    return expect(
      readArtifact(loadContract(`${contracts}/${name}`).artifactPath).then(({ bytes }) =>
        markedArtifact(bytes, contract),
      ),
    ).resolves.toBe('its actions are drawn from other outputs than the one that decides');
  });
});
