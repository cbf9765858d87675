import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { readArtifact } from '../oracle/artifact.ts';
import type { OtherPolicy } from '../oracle/hypotheses/another-artifact.ts';
import { openOracle } from '../oracle/oracle.ts';
import type { RunInputs } from './run-inputs.ts';
import { recordedDigest } from './training-record.ts';

const mostPolicies = 6;

/**
 * Policies that may be served by mistake, ready to be asked: those in the folders beside the artifact, and the one that
 * the contract names where another was asked for.
 *
 * Like every artifact they are loaded by the digest that their training recorded. One without a record, or that cannot
 * be loaded under the contract, is left out.
 *
 * @param opened - where they are closed
 * @param sha256 - digest of the policy that is meant
 */
export async function openOtherPolicies(
  { artifactPath, contract, loaded }: RunInputs,
  sha256: string,
  opened: AsyncDisposableStack,
): Promise<OtherPolicy[]> {
  const folder = dirname(artifactPath);
  const beside = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name, 'policy.onnx'))
    .sort();
  const paths = [loaded.artifactPath, ...beside].filter((path) => path !== artifactPath && existsSync(path));
  const policies = await Promise.all(
    paths.slice(0, mostPolicies).map(async (path): Promise<OtherPolicy | undefined> => {
      try {
        const policy = { ...contract.policy, sha256: recordedDigest(dirname(path)) };
        if (policy.sha256 === sha256) return undefined;
        const oracle = await openOracle({
          artifact: await readArtifact(path),
          contract: { ...contract, policy },
          workers: 1,
        });
        return { name: relative(folder, path), evaluate: opened.use(oracle).evaluate };
      } catch {
        return undefined;
      }
    }),
  );
  return policies.filter((policy) => policy !== undefined);
}
