import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ContractError } from '../contract/contract-error.ts';
import { contractCalled, traderContract, traderStack } from './package-files.ts';
import { readInputs } from './run-inputs.ts';
import { Files } from './testing/kalshi-files.ts';

async function mistakes(stackText: string, contract = traderContract): Promise<string> {
  using files = new Files();
  files.write('text.json', 'no JSON');
  const stack = files.write('stack.yaml', stackText);
  const refusal: unknown = await readInputs({ contract, stack, seed: 1, observations: 16 }).catch((error) => error);
  if (refusal instanceof ContractError) return refusal.message;
  throw refusal;
}

const stack = readFileSync(traderStack, 'utf8').replaceAll(
  '../../policies',
  join(dirname(traderStack), '../../policies'),
);
const withGolden = (golden: string) => stack.replace(/golden: .*/, `golden: ${golden}`);

test('golden market data that is none is a mistake of the stack file, told before anything is started', async () => {
  expect(await mistakes(withGolden('text.json'))).toMatch(/stack\.yaml:\d+:\d+: .*text\.json is no golden market data/);
  expect(await mistakes(withGolden('missing.json'))).toMatch(/there is no file missing\.json/);
});

test('golden market data of other features is one under the contract that it is verified against', async () => {
  const said = await mistakes(stack, contractCalled('portfolio-trader'));
  expect(said).toMatch(/other features than the contract's: feature 0 is yes_bid_price_1, not return/);
});

test('an application cannot be driven by continuous actions', async () => {
  expect(await mistakes(stack, contractCalled('stat-pair'))).toMatch(/driven by discrete actions only/);
});

test('nor by drawn ones: a draw that is not the likeliest would be held against an honest endpoint', async () => {
  const said = await mistakes(stack, contractCalled('portfolio-allocator-sampled'));
  expect(said).toMatch(/stack\.yaml:\d+:\d+: .*those of the contract are drawn/);
});
