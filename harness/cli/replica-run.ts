import { type AskReplicasOptions, askReplicas } from '../campaign/interventions/ask-replicas.ts';
import { carryOut, type Tools } from '../campaign/interventions/carry-out.ts';
import type { Deed } from '../campaign/interventions/intervention.ts';
import { type MarkedPolicy, toldRows } from '../campaign/interventions/marked-policy.ts';
import type { Answerer } from '../history/run-event.ts';
import { nominal } from '../observations/nominal.ts';
import { openClient } from '../stack/open-client.ts';
import { readsOurFolder } from './endpoint-values.ts';
import type { InterventionRunOptions } from './intervention-run.ts';
import { replacementFiles } from './replacement-files.ts';
import { stackCommands, stackReload } from './stack-hands.ts';

/** Milliseconds for a replica to answer as it must, where none is given another artifact. */
const withinWithoutChange = 2_000;

/**
 * Asks every replica by its own address who answers: as the stack was started, with the marked artifact in place, and with
 * the own one in place again. Where nothing can be put in place, the first tells at least who serves another one.
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
  const change = changesOf(options);
  const { artifacts, broken } = await replacementFiles(inputs, marked);
  const tools: Tools = { artifacts, broken, model, reload: stackReload(options), command: stackCommands(options) };
  const serve = async ({ deeds }: Changes, content: Answerer) => {
    for (const deed of deeds(content)) {
      const carried = await carryOut(deed, tools, async () => {});
      if (carried.kind === 'failed') skip(carried.problem);
    }
  };
  try {
    await askReplicas(asking, { must: 'own', within: change?.within ?? withinWithoutChange });
    if (change === undefined) {
      return skip('no artifact can be replaced, so that a replica which keeps its model would not show');
    }
    try {
      await serve(change, 'marked');
      await askReplicas(asking, { must: 'marked', within: change.within });
    } finally {
      await serve(change, 'own');
    }
    await askReplicas(asking, { must: 'own', within: change.within });
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

interface Changes {
  readonly deeds: (content: Answerer) => readonly Deed[];
  /** Milliseconds that it may take until all answer so. */
  readonly within: number;
}

/** How another artifact comes to be served: in its place, or by a command of the stack file. */
function changesOf({ inputs }: InterventionRunOptions): Changes | undefined {
  const { artifact } = inputs.endpoint;
  if (artifact && readsOurFolder(inputs)) {
    return { deeds: (content) => [{ kind: 'place', content, how: 'by rename' }], within: artifact.within };
  }
  const file = inputs.stack.stack.interventions.find(({ predicts }) => predicts === 'marked');
  if (file === undefined) return undefined;
  const step = { own: 'undo', marked: 'run' } as const;
  return {
    deeds: (content) => [{ kind: 'command', file, step: step[content], artifact: content }],
    within: file.within,
  };
}
