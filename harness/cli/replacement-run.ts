import { readCounters, settledCounters } from '../campaign/counters.ts';
import type { Delivered } from '../campaign/delivered.ts';
import type { Intervention } from '../campaign/interventions/intervention.ts';
import { type MarkedPolicy, type ToldRow, tells, toldRows } from '../campaign/interventions/marked-policy.ts';
import { ownCommands, replacements, swapForDecisions } from '../campaign/interventions/replacements.ts';
import { runReplacements } from '../campaign/interventions/run-replacements.ts';
import { SteadyLoad } from '../campaign/interventions/steady-load.ts';
import { nominal } from '../observations/nominal.ts';
import { openClient } from '../stack/open-client.ts';
import { readsOurFolder } from './endpoint-values.ts';
import type { DecideMeanwhile, InterventionRunOptions } from './intervention-run.ts';
import { type ReplacementFiles, replacementFiles } from './replacement-files.ts';
import { stackCommands, stackReload } from './stack-hands.ts';

const mostConnections = 16;
const irreplaceable =
  'the stack file says neither where an artifact can be replaced (endpoint.artifact), nor by which command (interventions)';

/**
 * Replaces the artifact again and again, with requests in flight on every connection throughout.
 *
 * @returns whether the own policy answers in the end
 */
export async function replacementRun(
  options: InterventionRunOptions,
  marked: MarkedPolicy,
  decide: DecideMeanwhile,
): Promise<boolean> {
  const { inputs, record, setting, application } = options;
  const { contract, space, seed, evaluate } = setting;
  const skip = (reason: string) => {
    record.facts({ kind: 'skipped', phase: 'swapped', reason });
    return true;
  };
  const { artifact, routes } = inputs.endpoint;
  const ours = artifact && readsOurFolder(inputs) ? artifact : undefined;
  const files = await replacementFiles(inputs, marked);
  const alone = ours ? replacements(ours, routes, files.broken.keys()) : [];
  const seen = [
    ...(ours && application ? swapForDecisions(ours) : []),
    ...ownCommands(inputs.stack.stack.interventions),
  ];
  if (alone.length + seen.length === 0) return skip(irreplaceable);
  if (contract.policy.sampling !== undefined)
    return skip('actions are drawn: one answer does not tell which policy gave it');
  const rows = await toldRows(contract, nominal(space, seed), evaluate, marked.evaluate);
  if (rows.length === 0) return skip('the marked policy decides as the own one does: a swap would not show');
  if (ours && files.leftOut !== undefined) record.facts({ kind: 'notice', text: files.leftOut });
  const { sha256, form, derived } = marked;
  const differing = rows.filter(tells).length;
  record.facts({ kind: 'marked', sha256, served: form, derived, rows: rows.length, differing });

  const underLoad = (plan: readonly Intervention[]) => replacedUnderLoad(plan, { options, files, rows, decide });
  const isOwn = alone.length === 0 || (await counted(options, () => underLoad(alone)));
  if (seen.length === 0) return isOwn;
  return (await underLoad(seen)).isOwn && isOwn;
}

interface Replaced {
  readonly delivered: Delivered;
  /** Whether the own policy answers in the end. */
  readonly isOwn: boolean;
}

/** Reads the stack's own counters before and after, and records what was sent between. */
async function counted(
  { inputs, record, endpoint }: InterventionRunOptions,
  act: () => Promise<Replaced>,
): Promise<boolean> {
  const { ledger, clock } = record;
  const client = openClient(endpoint.running, { endpoint: inputs.endpoint, connections: 1, clock });
  try {
    const before = await readCounters(client, inputs.endpoint, 'before');
    const from = ledger.requests + 1;
    const { delivered, isOwn } = await act();
    const to = ledger.requests;
    const expected = (before.inferences ?? 0) + delivered.inferences(inputs.endpoint);
    const after = await settledCounters(client, inputs.endpoint, expected);
    record.facts({ kind: 'swap-counters', from, to, before, after });
    return isOwn;
  } finally {
    await client.close();
  }
}

interface UnderLoad {
  readonly options: InterventionRunOptions;
  readonly files: ReplacementFiles;
  readonly rows: readonly ToldRow[];
  readonly decide: DecideMeanwhile;
}

async function replacedUnderLoad(
  plan: readonly Intervention[],
  { options, files, rows, decide }: UnderLoad,
): Promise<Replaced> {
  const { inputs, record, setting, endpoint, model, signal } = options;
  const { journal, ledger, clock } = record;
  const { protocol } = setting;
  const connections = Math.min(mostConnections, inputs.endpoint.concurrency);
  const clients = Array.from({ length: connections }, () =>
    openClient(endpoint.running, { endpoint: inputs.endpoint, connections: 1, clock }),
  );
  try {
    await using load = new SteadyLoad({ clients, rows, protocol, ledger, journal, clock, failed: endpoint.failed });
    const isOwn = await runReplacements({
      plan,
      load,
      tools: {
        artifacts: files.artifacts,
        broken: files.broken,
        model,
        reload: stackReload(options),
        command: stackCommands(options),
      },
      record: record.facts,
      decide,
      clock,
      signal,
    });
    return { delivered: load.delivered, isOwn };
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}
