import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { AssayError } from '../assay-error.ts';
import { readArtifact } from '../oracle/artifact.ts';
import type { OtherPolicy } from '../oracle/hypotheses/another-artifact.ts';
import { openOracle } from '../oracle/oracle.ts';
import type { RunInputs } from './run-inputs.ts';

const mostPolicies = 6;

/**
 * Policies that may be served by mistake, ready to be asked: those in the folders beside the artifact, and the one that
 * the contract names where another was asked for.
 *
 * One that cannot be loaded under the contract cannot be what answers, and is left out.
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
        const artifact = await readArtifact(path);
        if (artifact.sha256 === sha256) return undefined;
        const policy = { ...contract.policy, sha256: artifact.sha256 };
        const { evaluate } = opened.use(await openOracle({ artifact, policy, workers: 1 }));
        return { name: relative(folder, path), evaluate };
      } catch (error) {
        if (error instanceof AssayError) return undefined;
        throw error;
      }
    }),
  );
  return policies.filter((policy) => policy !== undefined);
}
