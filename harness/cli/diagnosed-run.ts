import type { History } from '../history/history.ts';
import type { Oracle } from '../oracle/oracle.ts';
import type { Protocol } from '../protocols/protocol.ts';
import { diagnose } from '../verdict/diagnose.ts';
import type { Diagnosis } from '../verdict/diagnosis.ts';
import type { CarryOut } from '../verdict/steps.ts';
import type { RunVerdict } from '../verdict/verdict.ts';
import { alteredModels } from './altered-models.ts';
import { openOtherOutputs } from './other-outputs.ts';
import { openOtherPolicies } from './other-policies.ts';
import type { RunInputs } from './run-inputs.ts';

/** What the stack does instead; null where the run is not refuted, or nothing that is known fits. */
export async function diagnosedRun(
  { verdict }: RunVerdict,
  inputs: RunInputs,
  { history, protocol, oracle, carryOut }: { history: History; protocol: Protocol; oracle: Oracle; carryOut: CarryOut },
): Promise<Diagnosis | null> {
  if (verdict !== 'REFUTED') return null;
  await using opened = new AsyncDisposableStack();
  const { contract } = inputs;
  const others = await openOtherPolicies(inputs, oracle.artifact.sha256, opened);
  const outputs = await openOtherOutputs(oracle.artifact, contract, opened);
  const altered = alteredModels(oracle.artifact, contract, opened);
  const { evaluate } = oracle;
  return await diagnose({ history, contract, protocol, evaluate, carryOut, others, outputs, altered });
}
