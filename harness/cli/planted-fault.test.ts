import { describe, expect, test } from 'vitest';
import { contractCalled, defaultContract, defaultStack, stackCalled } from './package-files.ts';
import { readInputs } from './run-inputs.ts';
import { UsageError } from './usage-error.ts';

const inputsWith = (flags: { fault?: string; contract?: string; stack?: string | undefined }) =>
  readInputs({ stack: defaultStack, seed: 1, observations: 16, ...flags });

async function refusalOf(flags: Parameters<typeof inputsWith>[0]): Promise<string> {
  const refusal: unknown = await inputsWith(flags).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (refusal instanceof UsageError) return `${refusal.code} ${refusal.message}`;
  throw refusal;
}

describe('where nothing is named', () => {
  test('a model server is verified with the application that trades by it', async () => {
    const { loaded, stack } = await readInputs({ seed: 1, observations: 16 });
    expect([loaded.file, stack.file]).toEqual([contractCalled('kalshi-trader'), stackCalled('kalshi-trader')]);
  });

  test('but the contract, the embedded model server', async () => {
    const { stack } = await readInputs({ contract: defaultContract, seed: 1, observations: 16 });
    expect(stack.file).toBe(defaultStack);
  });
});

describe('the contract that a fault is planted under', () => {
  test.each([
    [undefined, defaultContract],
    ['ray-pickle', defaultContract],
    ['mask-ignored', contractCalled('kalshi-masked')],
    ['tanh-unscaled', contractCalled('stat-pair')],
  ])('without a contract, --fault %s takes its own', async (fault, contract) => {
    const { loaded } = await inputsWith(fault === undefined ? {} : { fault });
    expect(loaded.file).toBe(contract);
  });

  test('one that shows only to an application takes a stack with one', async () => {
    const { stack } = await readInputs({ fault: 'cache-by-request-id', seed: 1, observations: 16 });
    expect(stack.file).toBe(stackCalled('kalshi-trader'));
  });

  test('a contract that is named is taken, where the fault can be planted in it', async () => {
    const contract = contractCalled('order-router');
    const { loaded, endpoint } = await inputsWith({ fault: 'constant-output', contract });
    expect(loaded.file).toBe(contract);
    expect(endpoint.start).toMatchObject({ env: { FAULT: expect.stringMatching(/constant-output\.[jt]s$/) } });
  });
});

test.each([
  ['mask-ignored', 'kalshi-limit-order', 'it needs a mask of allowed actions', 'kalshi-masked.yaml'],
  ['tanh-unscaled', 'kalshi-limit-order', 'it needs a box of continuous actions', 'stat-pair.yaml'],
  ['action-off-by-one', 'stat-pair', 'it needs discrete actions', 'kalshi-limit-order.yaml'],
  ['cache-by-symbol', 'order-router', 'it needs the feature reference_probability', 'kalshi-limit-order.yaml'],
  [
    'observation-size',
    'portfolio-allocator',
    'it needs more than 48 features, and there are 18',
    'kalshi-limit-order.yaml',
  ],
  [
    'value-head-as-logits',
    'kalshi-limit-order',
    'it needs an output value of the artifact',
    'portfolio-allocator.yaml',
  ],
])('%s cannot be planted under %s: %s', async (fault, contract, why, instead) => {
  const refusal = await refusalOf({ fault, contract: contractCalled(contract) });
  expect(refusal).toContain('FAULT_CANNOT_BE_PLANTED');
  expect(refusal).toContain(`under the contract ${contract}: ${why}`);
  expect(refusal).toContain(instead);
});

test('a fault that there is not is refused before its contract is read', async () => {
  const refusal = await refusalOf({ fault: 'mask-ignroed', contract: 'missing.yaml' });
  expect(refusal).toContain('FAULT_UNKNOWN');
  expect(refusal).toContain('did you mean mask-ignored?');
});

describe('a fault of an application', () => {
  const trader = (name: string) => ({ contract: contractCalled(name), stack: stackCalled(name) });

  test.each([
    ['spread-in-cents', 'kalshi-trader'],
    ['order-placed-twice', 'kalshi-trader'],
    ['lookahead', 'portfolio-trader'],
  ])('%s is planted in %s where no stack is named', async (fault, name) => {
    const { loaded, stack, application } = await readInputs({ fault, observations: 16 });
    expect([loaded.file, stack.file]).toEqual([contractCalled(name), stackCalled(name)]);
    expect(application?.start).toMatchObject({ env: { FAULT: expect.stringContaining(fault) } });
  });

  test('can be planted in any trader, where it is not one of another', async () => {
    const { application } = await inputsWith({ fault: 'order-placed-twice', ...trader('portfolio-trader') });
    expect(application?.start).toMatchObject({ env: { FAULT: expect.stringContaining('order-placed-twice') } });
    const refusal = await refusalOf({ fault: 'spread-in-cents', ...trader('portfolio-trader') });
    expect(refusal).toContain('FAULT_CANNOT_BE_PLANTED');
    expect(refusal).toContain('is one of kalshi-trader, and cannot be planted under the contract portfolio-trader');
    expect(refusal).toContain(stackCalled('kalshi-trader'));
  });

  test('can be planted in every stack of its trader', async () => {
    const stack = stackCalled('portfolio-trader-polling');
    const { application } = await inputsWith({ fault: 'lookahead', ...trader('portfolio-trader'), stack });
    expect(application?.start).toMatchObject({ env: { FAULT: expect.stringContaining('lookahead') } });
  });

  test('needs an application', async () => {
    const refusal = await refusalOf({ fault: 'order-placed-twice' });
    expect(refusal).toContain('only in a stack with an application that Assay starts');
  });
});

describe('a fault of a stack', () => {
  const stack = stackCalled('sagemaker');

  test('is the one of the stack that is named, before one of the same name elsewhere', async () => {
    const inputs = await readInputs({ fault: 'ray-pickle', stack, seed: 1, observations: 16 });
    expect([inputs.loaded.file, inputs.stack.file]).toEqual([contractCalled('portfolio-allocator'), stack]);
    expect(inputs.endpoint.start).toMatchObject({ env: { SAGEMAKER_PROGRAM: 'variants/ray_pickle.py' } });
  });

  test('takes contract and stack along where it is the only one of its name', async () => {
    const { loaded, stack: taken } = await readInputs({ fault: 'wrong-tail', observations: 16 });
    expect([loaded.file, taken.file]).toEqual([contractCalled('pair-trader'), stackCalled('qr-dqn')]);
  });

  test('is refused in another stack, with the one to name', async () => {
    const refusal = await refusalOf({ fault: 'last-instead-of-best' });
    expect(refusal).toContain('FAULT_CANNOT_BE_PLANTED');
    expect(refusal).toContain('the fault last-instead-of-best can be planted only in the stack kalshi');
    expect(refusal).toContain(stackCalled('kalshi'));
  });

  test('is among those that are named where there is no such fault', async () => {
    expect(await refusalOf({ fault: 'last-instead-of-bets' })).toContain('did you mean last-instead-of-best?');
  });
});
