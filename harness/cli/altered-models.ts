import { createHash } from 'node:crypto';
import type { Contract } from '../contract/contract.ts';
import { toEightBits, withoutNormalisation, withRoundedMatrices } from '../oracle/altered-weights.ts';
import type { Artifact } from '../oracle/artifact.ts';
import { nearestFloat16 } from '../oracle/float16.ts';
import type { AlteredModel } from '../oracle/hypotheses/altered-model.ts';
import { openOracle } from '../oracle/oracle.ts';

/**
 * The artifact with other numbers in it, as a step of a build may leave it. Opened when they are asked.
 *
 * @param opened - where they are closed
 */
export function alteredModels(artifact: Artifact, contract: Contract, opened: AsyncDisposableStack): AlteredModel[] {
  const inputs = contract.policy.inputs.map(({ name }) => name);
  const raw = withoutNormalisation(artifact.bytes, inputs);
  return [
    ...(raw ? [asked('the normalisation of the observations is missing', raw)] : []),
    asked(
      'weights are rounded to float16',
      withRoundedMatrices(artifact.bytes, () => nearestFloat16),
    ),
    asked('weights are rounded to 8 bits', withRoundedMatrices(artifact.bytes, toEightBits)),
  ];

  function asked(sentence: string, bytes: Uint8Array<ArrayBuffer>): AlteredModel {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const open = async () => {
      const oracle = await openOracle({
        artifact: { ...artifact, bytes, sha256 },
        contract: { ...contract, policy: { ...contract.policy, sha256 } },
        workers: 1,
      });
      return opened.use(oracle);
    };
    let opening: ReturnType<typeof open> | undefined;
    return {
      sentence,
      evaluate: async (block) => {
        opening ??= open();
        return (await opening).evaluate(block);
      },
    };
  }
}
