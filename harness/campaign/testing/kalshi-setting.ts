import { fileURLToPath } from 'node:url';
import { readGolden } from '../../contract/golden.ts';
import { loadContract } from '../../contract/load-contract.ts';
import { loadStack } from '../../contract/load-stack.ts';
import { spaceOf } from '../../observations/observation-space.ts';
import { readNetwork } from '../../oracle/network.ts';
import { openOracle } from '../../oracle/oracle.ts';
import { protocolOf } from '../../protocols/protocol-of.ts';
import type { Setting } from '../phases/setting.ts';

const file = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** The trained policy of the fixtures, on the embedded stack: 100 of 700 observations are sent one by one. */
export async function kalshiSetting(): Promise<Setting & AsyncDisposable> {
  const { contract, artifactPath, goldenPath } = loadContract(file('contracts/kalshi-limit-order.yaml'));
  const { endpoint } = loadStack(file('fixtures/stacks/embedded/stack.yaml')).stack;
  const oracle = await openOracle({ artifact: artifactPath, contract, workers: 1 });
  return {
    contract,
    protocol: protocolOf({ contract, endpoint, environment: () => undefined }),
    space: spaceOf(contract),
    seed: 17,
    evaluate: oracle.evaluate,
    network: readNetwork(oracle.artifact.bytes, contract.policy),
    golden: readGolden(goldenPath, contract).inputs,
    observations: 700,
    calls: 100,
    [Symbol.asyncDispose]: () => oracle[Symbol.asyncDispose](),
  };
}
