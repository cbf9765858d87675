import { absences } from '../campaign/interventions/absence.ts';
import { prepareToAsk } from '../campaign/interventions/ask-endpoint.ts';
import { runAbsences } from '../campaign/interventions/run-absences.ts';
import { canBeTold } from '../contract/can-be-told.ts';
import { openClient } from '../stack/open-client.ts';
import { readsOurFolder } from './endpoint-values.ts';
import type { DecideMeanwhile, InterventionRunOptions } from './intervention-run.ts';
import { stackCommands, stackReload } from './stack-hands.ts';

/** Takes the model away in every way that this stack allows, and brings it back; says whether it was. */
export async function absenceRun(options: InterventionRunOptions, decide: DecideMeanwhile): Promise<boolean> {
  const { inputs, record, setting, endpoint, model, signal } = options;
  const { journal, ledger, clock } = record;
  const ways = absences({
    isOurs: endpoint.control !== undefined,
    readsOurFolder: readsOurFolder(inputs),
    reloads: canBeTold(inputs.endpoint),
    commands: inputs.stack.stack.interventions,
  });
  if (ways.length === 0) {
    const reason =
      'the endpoint ran already: its model cannot be taken away, and the stack file names no command that does (interventions)';
    for (const phase of ['gone', 'back'] as const) record.facts({ kind: 'skipped', phase, reason });
    return true;
  }
  const client = openClient(endpoint.running, { endpoint: inputs.endpoint, connections: 1, clock });
  try {
    return await runAbsences({
      ways,
      contract: setting.contract,
      file: inputs.endpoint,
      endpoint,
      model,
      artifact: inputs.servedPath,
      reload: stackReload(options),
      command: stackCommands(options),
      ...(await prepareToAsk({ setting, client, ledger, journal })),
      decide,
      record: record.facts,
      clock,
      signal,
    });
  } finally {
    await client.close();
  }
}
