import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { RunNetwork } from './run-network.ts';
import { scriptedEngine } from './testing/scripted-engine.ts';

test('a network that was made and cannot be used is removed', async () => {
  const asked = await scriptedEngine({
    'POST /networks/create': { status: 201, body: { Id: '1f' } },
    'GET /networks/1f': { status: 200, body: { IPAM: { Config: [] } } },
  });
  const folder = mkdtempSync(join(tmpdir(), 'network-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await using network = new RunNetwork(folder);
  await expect(network.open()).rejects.toMatchObject({
    code: 'STACK_CONTAINER_FAILED',
    problem: 'no network could be made for the containers: it has no gateway',
  });
  expect(asked.slice(0, 2)).toEqual(['POST /networks/create', 'GET /networks/1f']);
  // By its name: it may be there although nobody heard its id.
  expect(asked.slice(2)).toEqual([expect.stringMatching(/^DELETE \/networks\/assay-[\w-]{36}$/)]);
});
