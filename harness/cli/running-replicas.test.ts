import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kalshi } from '../../fixtures/stacks/embedded/testing/kalshi.ts';
import { startEndpoint } from '../../fixtures/stacks/embedded/testing/running-endpoint.ts';
import { balancing } from './testing/balancer.ts';
import { Files, kalshiContract, stackThatRuns } from './testing/kalshi-files.ts';
import { verified } from './testing/verified.ts';

interface Deployment {
  /** Which policy each of three replicas serves at first. */
  readonly policies?: readonly [string, string, string];
  /** To which of them the platform rolls a new artifact out; nobody can roll any out where there are none. */
  readonly rolledOutTo: readonly number[];
  /** Where it fails: the exit code. */
  readonly fails?: number;
  readonly only: readonly string[];
}

const { policy, marked } = kalshi;

/** Verifies three replicas that somebody runs, behind a balancer. */
async function verifiedBehindABalancer({
  policies = [policy, policy, policy],
  rolledOutTo,
  fails = 0,
  only,
}: Deployment) {
  using files = new Files();
  await using running = new AsyncDisposableStack();
  const served = policies.map((_, index) => join(files.folder, `served-${index + 1}.onnx`));
  for (const [index, path] of served.entries()) copyFileSync(policies[index]!, path);
  const endpoints = await Promise.all(served.map((path) => startEndpoint({ MODEL_PATH: path })));
  for (const endpoint of endpoints) running.use(endpoint);
  const replicas = endpoints.map(({ url }) => url);
  const balancer = running.use(await balancing(replicas));
  const copies = 'artifact=$0; for served; do cp "$artifact" "$served.new" && mv "$served.new" "$served"; done';
  const script = fails === 0 ? copies : `exit ${fails}`;
  const rollOut = ['sh', '-c', script, '${artifact}', ...rolledOutTo.map((index) => served[index]!)];
  const platform = { name: 'the platform rolls out', run: rollOut, undo: rollOut, predicts: 'marked', within: '1s' };
  const stack = files.write(
    'stack.yaml',
    stackThatRuns(balancer.url, {
      endpoint: { replicas },
      interventions: rolledOutTo.length === 0 ? [] : [platform],
    }),
  );
  const contract = files.write('contract.yaml', kalshiContract(['  - SWAP-4\n', '  - SWAP-4\n  - SWAP-5\n']));
  const { clauses, verdict } = await verified({ contract, stack, observations: 128, only });
  return { verdict, replicas, given: balancer.given, swap5: clauses.find(({ id }) => id === 'SWAP-5')! };
}

describe('three replicas that run already, behind a balancer', () => {
  test('are proven to answer by the artifact in place, each of them', async () => {
    const only = ['USED-1', 'USED-2', 'CAUSE-1', 'SWAP-1', 'SWAP-2', 'SWAP-5'];
    const { verdict, swap5, given } = await verifiedBehindABalancer({ rolledOutTo: [0, 1, 2], only });
    expect(Math.min(...given)).toBeGreaterThan(0);
    expect(swap5).toMatchObject({
      verdict: 'PROVEN',
      grade: 'caused',
      notes: ['3 of 3 replicas took up the artifact, and the own again'],
    });
    expect(verdict).toBe('PROVEN');
  });

  test('are refuted where one is left out when a new artifact is rolled out, by its address', async () => {
    const { swap5, replicas } = await verifiedBehindABalancer({ rolledOutTo: [0, 2], only: ['SWAP-5'] });
    expect(swap5.verdict).toBe('REFUTED');
    expect(new Set(swap5.findings.map(({ about }) => about))).toEqual(
      new Set([`replica 2 at ${replicas[1]} keeps the model that was replaced`]),
    );
  });

  test('are refuted where one serves an older model, by its address, although nobody can roll anything out', async () => {
    const { swap5, replicas } = await verifiedBehindABalancer({
      policies: [policy, policy, marked],
      rolledOutTo: [],
      only: ['SWAP-5'],
    });
    expect(swap5.verdict).toBe('REFUTED');
    expect(swap5.findings[0]?.about).toContain(`replica 3 at ${replicas[2]} `);
  });

  test('are unproven where the platform fails to roll anything out', async () => {
    const { swap5 } = await verifiedBehindABalancer({ rolledOutTo: [0, 1, 2], fails: 3, only: ['SWAP-5'] });
    expect(swap5).toMatchObject({ verdict: 'UNPROVEN', reason: expect.stringContaining('exit code 3') });
  });

  test('are unproven where none shows an older model, and nobody can roll anything out', async () => {
    const { swap5 } = await verifiedBehindABalancer({ rolledOutTo: [], only: ['SWAP-5'] });
    expect(swap5).toMatchObject({ verdict: 'UNPROVEN', reason: expect.stringMatching(/no artifact can be replaced/) });
  });
});
