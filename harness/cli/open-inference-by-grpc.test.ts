import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changed } from '../contract/testing/contract-text.ts';
import { defaultContract } from './package-files.ts';
import { artifactPath, Files } from './testing/kalshi-files.ts';
import { verified } from './testing/verified.ts';

/** All that the contract asks of a model that stays, but for what depends on how busy the machine is. */
const only = ['ARTIFACT', 'LOAD-1', 'LOAD-4', 'FEAT-2', 'FEAT-3', 'FEAT-4', 'VARY', 'ACT-1', 'USED-2', 'USED-4'];

const contractText = readFileSync(join(dirname(defaultContract), 'kalshi-open-inference.yaml'), 'utf8')
  .replaceAll('../fixtures', join(dirname(dirname(defaultContract)), 'fixtures'))
  // What MLServer does not do: this server does.
  .replace(/^waivers:\n(?: .*\n)+/m, '');

/**
 * @param artifact - what the server loads
 * @param fractions - whether it takes them in place of whole numbers
 */
async function verifiedByGrpc(contents: 'typed' | 'raw', artifact: string, fractions: 'taken' | 'refused' = 'refused') {
  using files = new Files();
  const stack = {
    stack: 'open-inference-by-grpc',
    endpoint: {
      start: {
        process: ['node', join(import.meta.dirname, 'testing/open-inference-server.ts')],
        env: { PORT: '${port}', CONTRACT: '${contract.file}', MODEL_PATH: artifact, FRACTIONS: fractions },
      },
      protocol: { openInference: { model: 'kalshi', transport: 'grpc', contents } },
      routes: { reload: 'POST /inference.GRPCInferenceService/RepositoryModelLoad' },
      artifact: { path: '${model.dir}/policy.onnx', loaded: 'on-reload' },
    },
  };
  const { verdict, clauses } = await verified({
    contract: files.write('contract.yaml', changed(contractText, ...wholeSizes)),
    // JSON is YAML.
    stack: files.write('stack.yaml', JSON.stringify(stack)),
    observations: 5_120,
    only,
  });
  const of = (wanted: string) => clauses.filter((clause) => clause.verdict === wanted).map(({ id }) => id);
  return { verdict, refuted: of('REFUTED'), unproven: of('UNPROVEN') };
}

const wholeSizes = [['yes_bid_size_1, minimum', 'yes_bid_size_1, kind: integer, minimum']] as const;

const proven = { verdict: 'PROVEN', refuted: [], unproven: [] };

describe('a model server that speaks Open Inference by gRPC', () => {
  test.each(['typed', 'raw'] as const)('is proven to serve the policy, with %s contents', async (contents) => {
    expect(await verifiedByGrpc(contents, '${model.dir}/policy.onnx')).toEqual(proven);
  });

  test('is refuted where it takes a fraction for a whole number', async () => {
    const { refuted, unproven } = await verifiedByGrpc('typed', '${model.dir}/policy.onnx', 'taken');
    expect({ refuted, unproven }).toEqual({ refuted: ['FEAT-2'], unproven: [] });
  });

  test('is refuted where it serves the second honest training', async () => {
    const artifact = join(dirname(artifactPath), 'sibling/policy.onnx');
    const { verdict, refuted } = await verifiedByGrpc('typed', artifact);
    expect(verdict).toBe('REFUTED');
    expect(refuted).toEqual(expect.arrayContaining(['USED-2', 'FEAT-4']));
    expect(refuted).not.toContain('FEAT-2');
  });
});
