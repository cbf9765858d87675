import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { parse } from 'yaml';
import { contractSchema } from '../../contract/contract.ts';
import type { Evaluate } from '../../oracle/answers.ts';
import { observationSpace } from '../observation-space.ts';

const contractFile = new URL('../../../contracts/kalshi-limit-order.yaml', import.meta.url);

/** The policy that was trained on limit orders, evaluated as plainly as can be, with its contract. */
export async function trainedPolicy() {
  const contract = contractSchema.parse(parse(readFileSync(contractFile, 'utf8')));
  const {
    inputs: [input],
    output,
    artifact,
  } = contract.policy;
  const { count } = contract.actions;
  const session = await InferenceSession.create(readFileSync(new URL(artifact, contractFile)));
  const evaluate: Evaluate = async ({ rows, width, values }) => {
    const { [output.name]: tensor } = await session.run({
      [input!.name]: new Tensor('float32', values, [rows, width]),
    });
    const scores = Float32Array.from(tensor?.data as Float32Array);
    const ranked = Array.from({ length: rows }, (_, row) => {
      const own = scores.subarray(row * count, (row + 1) * count);
      const [best, second] = own.toSorted().reverse();
      return { action: own.indexOf(best!), margin: best! - second! };
    });
    return {
      rows,
      width: count,
      scores,
      actions: Int32Array.from(ranked, ({ action }) => action),
      margins: Float32Array.from(ranked, ({ margin }) => margin),
    };
  };
  return { contract, space: observationSpace(contract.features), evaluate };
}
