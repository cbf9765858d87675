import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { kalshi } from '../../fixtures/stacks/embedded/testing/kalshi.ts';
import type { StackFile } from '../contract/stack-file.ts';
import { tracking as trackingShape } from '../contract/tracking-shape.ts';
import { EvidenceFolder } from '../evidence/evidence-folder.ts';
import { readInputs } from './run-inputs.ts';
import { Files } from './testing/kalshi-files.ts';
import { expectToSay } from './testing/words.ts';
import { verify } from './verify.ts';

const artifact = readFileSync(kalshi.policy);
const digest = createHash('sha256').update(artifact).digest('hex');

/** Speaks as an MLflow server does, of the one run that left the artifact. */
async function trackingServer(): Promise<string> {
  const run = {
    info: { run_id: '1f', status: 'FINISHED', artifact_uri: 'mlflow-artifacts:/1/1f/artifacts' },
    data: { tags: [{ key: 'artifact.sha256', value: digest }] },
  };
  const replies: Record<string, Uint8Array | string> = {
    '/api/2.0/mlflow/experiments/get-by-name': JSON.stringify({ experiment: { experiment_id: '1' } }),
    '/api/2.0/mlflow/runs/search': JSON.stringify({ runs: [run] }),
    '/api/2.0/mlflow-artifacts/artifacts/1/1f/artifacts/policy.onnx': artifact,
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    request.resume();
    response.writeHead(pathname in replies ? 200 : 404).end(replies[pathname]);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** @param served - what the stack file says of the file that the endpoint loads */
async function tracked(served?: object) {
  using files = new Files();
  const read = await readInputs({ contract: kalshi.contract, seed: 1, observations: 128, only: ['TRACK-1'] });
  const { stack } = read.stack;
  const tracking: StackFile['tracking'] = trackingShape.parse({
    mlflow: { url: await trackingServer(), experiment: 'any', ...(served ? { served } : {}) },
  });
  const inputs = { ...read, stack: { ...read.stack, stack: { ...stack, tracking } } };
  const { clauses } = await verify(inputs, {
    evidence: EvidenceFolder.create(join(files.folder, 'evidence')),
    signal: new AbortController().signal,
    progress: () => {},
  });
  return clauses.find(({ id }) => id === 'TRACK-1')!;
}

test('the file that a process loads is read from the disk, and is a link of the chain', async () => {
  const { verdict, notes } = await tracked();
  expect(verdict).toBe('PROVEN');
  expectToSay(notes.join('\n'), [`the file that the process endpoint holds ${digest.slice(0, 12)}`]);
});

test('another file there breaks it, whatever is answered', async () => {
  const { verdict, findings } = await tracked({ file: '${policy.dir}/marked/policy.onnx' });
  expect(verdict).toBe('REFUTED');
  expect(findings.map(({ about }) => about)).toEqual([
    'the chain from the training to the answers breaks at the file that the process endpoint holds',
  ]);
});

test('none there leaves it unproven', async () => {
  const { verdict, reason } = await tracked({ file: '/nowhere/policy.onnx' });
  expect(verdict).toBe('UNPROVEN');
  expect(reason).toContain('/nowhere/policy.onnx cannot be read');
});
