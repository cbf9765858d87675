import { answerWidth, type Contract } from '../contract/contract.ts';
import { type Tensor, tensorOf } from '../contract/tensor.ts';
import type { Evaluate } from '../oracle/answers.ts';
import type { Artifact } from '../oracle/artifact.ts';
import { decide, decisionRule } from '../oracle/decision.ts';
import type { OtherPolicy } from '../oracle/hypotheses/another-artifact.ts';
import { openOracle } from '../oracle/oracle.ts';

const mostOutputs = 6;

/**
 * The artifact's further outputs, each asked as if it were the answer: those of its size, and single values, which stand
 * for every score.
 *
 * @param opened - where they are closed
 */
export async function openOtherOutputs(
  artifact: Artifact,
  contract: Contract,
  opened: AsyncDisposableStack,
): Promise<OtherPolicy[]> {
  const others = furtherOutputs(artifact, contract).slice(0, mostOutputs);
  return Promise.all(
    others.map(async (output) => {
      const policy = { ...contract.policy, outputs: [output] };
      const oracle = opened.use(await openOracle({ artifact, contract: { ...contract, policy }, workers: 1 }));
      return { name: output.name, evaluate: asTheAnswer(oracle.evaluate, contract) };
    }),
  );
}

function furtherOutputs({ model }: Artifact, { policy }: Contract): Tensor[] {
  return model.outputs.flatMap(({ name, dtype, shape }) => {
    const axes = (shape ?? []).slice(1).filter((size) => typeof size === 'number');
    const known = shape !== undefined && axes.length === shape.length - 1;
    if (dtype !== 'float32' || !known || name === policy.output.name) return [];
    const tensor = tensorOf({ name, dtype, shape: ['batch', ...axes] });
    return tensor.size === 1 || tensor.size === policy.output.size ? [tensor] : [];
  });
}

/** As wide as the answers that are meant, so that the two can be compared. */
function asTheAnswer(evaluate: Evaluate, contract: Contract): Evaluate {
  const { output } = contract.policy;
  const width = answerWidth(contract.policy);
  const rule = decisionRule(contract);
  return async (block) => {
    const { rows, scores: given, width: size } = await evaluate(block);
    const scores = new Float32Array(rows * width);
    for (let row = 0; row < rows; row += 1) {
      for (let at = 0; at < output.size; at += 1) {
        scores[row * width + at] = given[row * size + (size === 1 ? 0 : at)]!;
      }
    }
    const answers = { rows, width, scores, actions: new Int32Array(rows), margins: new Float32Array(rows) };
    decide(rule, scores, width, answers.actions, answers.margins);
    return answers;
  };
}
