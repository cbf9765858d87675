import { readFile } from 'node:fs/promises';
import { readCounters, settledCounters } from '../campaign/counters.ts';
import { type MarkedPolicy, tells, toldRows } from '../campaign/interventions/marked-policy.ts';
import { ownCommands, replacements } from '../campaign/interventions/replacements.ts';
import { runReplacements } from '../campaign/interventions/run-replacements.ts';
import { SteadyLoad } from '../campaign/interventions/steady-load.ts';
import { nominal } from '../observations/nominal.ts';
import { openHttp } from '../protocols/http.ts';
import { readsOurFolder } from './endpoint-values.ts';
import type { DecideMeanwhile, InterventionRunOptions } from './intervention-run.ts';
import { stackCommands, stackReload } from './stack-hands.ts';

const connections = 16;
const longestPiece = 1_000; // milliseconds until the next piece of a file is written, whatever the endpoint does

/** Replaces the artifact again and again, with requests in flight on every connection throughout. */
export async function replacementRun(
  options: InterventionRunOptions,
  marked: MarkedPolicy,
  decide: DecideMeanwhile,
): Promise<void> {
  const { inputs, record, setting, endpoint, model, signal } = options;
  const { journal, ledger, clock } = record;
  const { contract, protocol, space, seed, evaluate } = setting;
  const skip = (reason: string) => record.facts({ kind: 'skipped', phase: 'swapped', reason });
  const { artifact, routes, deadline } = inputs.endpoint;
  const plan = [
    ...(artifact && readsOurFolder(inputs) ? replacements(artifact, routes) : []),
    ...ownCommands(inputs.stack.stack.interventions),
  ];
  if (plan.length === 0)
    return skip(
      'the stack file says neither where an artifact can be replaced (endpoint.artifact), nor by which command (interventions)',
    );
  if (contract.policy.sampling !== undefined)
    return skip('actions are drawn: one answer does not tell which policy gave it');
  const rows = await toldRows(contract, nominal(space, seed), evaluate, marked.evaluate);
  if (rows.length === 0) return skip('the marked policy decides as the own one does: a swap would not show');
  record.facts({ kind: 'marked', sha256: marked.sha256, rows: rows.length, differing: rows.filter(tells).length });

  const { origin, headers, redactor } = endpoint.running;
  const clients = Array.from({ length: connections }, () =>
    openHttp(origin, { connections: 1, deadlineMs: deadline, headers, redactor, clock }),
  );
  const bytesOf = async (path: string) => ({ path, bytes: new Uint8Array(await readFile(path)) });
  const [client] = clients;
  try {
    const before = await readCounters(client!, inputs.endpoint, 'before-swaps');
    record.facts(before);
    await using load = new SteadyLoad({ clients, rows, protocol, ledger, journal, clock, failed: endpoint.failed });
    await runReplacements({
      plan,
      load,
      tools: {
        policy: contract.policy,
        artifacts: { own: await bytesOf(inputs.artifactPath), marked: await bytesOf(marked.path) },
        model,
        reload: stackReload(options),
        command: stackCommands(options),
        betweenPieces: () => load.answered(connections, { within: longestPiece, signal }),
      },
      record: record.facts,
      decide,
      clock,
      signal,
    });
    await load[Symbol.asyncDispose]();
    const expected = (before.inferences ?? 0) + load.decided;
    record.facts(await settledCounters(client!, inputs.endpoint, expected, 'after-swaps'));
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}
