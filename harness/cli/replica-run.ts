import { type AskReplicasOptions, askReplicas } from '../campaign/interventions/ask-replicas.ts';
import { carryOut, type Tools } from '../campaign/interventions/carry-out.ts';
import { type MarkedPolicy, toldRows } from '../campaign/interventions/marked-policy.ts';
import type { Answerer } from '../history/run-event.ts';
import { nominal } from '../observations/nominal.ts';
import { openClient } from '../stack/open-client.ts';
import type { InterventionRunOptions } from './intervention-run.ts';
import { replacementFiles } from './replacement-files.ts';
import { type ReplicaChanges, replicaChanges } from './replica-changes.ts';
import { replicaReload, stackCommands } from './stack-hands.ts';

/** Milliseconds for a replica to answer as it must, where none is given another artifact. */
const withinWithoutChange = 2_000;

/**
 * Asks every replica by its own address who answers: as the stack was started, with the marked artifact in place, and with
 * the own one in place again. Where nothing can be put in place, the first tells at least who serves another one; where what
 * was tried could not be carried out, nobody is asked who took it up.
 */
export async function replicaRun(options: InterventionRunOptions, marked: MarkedPolicy): Promise<void> {
  const { inputs, record, setting, endpoint, model, signal } = options;
  const { replicas } = endpoint.running;
  const { contract, space, seed, evaluate, protocol } = setting;
  const skip = (reason: string) => record.facts({ kind: 'skipped', phase: 'replicas', reason });
  if (replicas.length === 0) return skip('the stack file names no replicas that could be asked one by one');
  if (contract.policy.sampling !== undefined)
    return skip('actions are drawn: one answer does not tell which policy gave it');
  const rows = await toldRows(contract, nominal(space, seed), evaluate, marked.evaluate);
  if (rows.length === 0) return skip('the marked policy decides as the own one does: a swap would not show');
  replicas.forEach(({ name, origin: address }, subject) => {
    record.facts({ kind: 'replica', subject, name, address });
  });

  const { journal, ledger, clock } = record;
  const clients = replicas.map(({ origin }) =>
    openClient({ ...endpoint.running, origin }, { endpoint: inputs.endpoint, connections: 1, clock }),
  );
  const asking: AskReplicasOptions = { clients, rows, protocol, ledger, journal, clock, signal };
  const change = replicaChanges(inputs);
  const { artifacts, broken } = await replacementFiles(inputs, marked);
  const tools: Tools = { artifacts, broken, model, reload: replicaReload(options), command: stackCommands(options) };
  const serve = async ({ deeds }: ReplicaChanges, content: Answerer): Promise<boolean> => {
    for (const deed of deeds(content)) {
      const carried = await carryOut(deed, tools, async () => {});
      if (carried.kind !== 'failed') continue;
      skip(carried.problem);
      return false;
    }
    return true;
  };
  try {
    if (typeof change === 'string') {
      await askReplicas(asking, { must: 'own', within: withinWithoutChange });
      return skip(change);
    }
    const { within } = change;
    await askReplicas(asking, { must: 'own', within });
    let isBack = false;
    try {
      if (await serve(change, 'marked')) await askReplicas(asking, { must: 'marked', within });
    } finally {
      isBack = await serve(change, 'own');
    }
    if (isBack) await askReplicas(asking, { must: 'own', within });
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}
