import { setTimeout as delay } from 'node:timers/promises';
import { AssayError } from '../assay-error.ts';
import type { EndpointFile } from '../contract/stack-file.ts';
import type { Journal } from '../history/journal.ts';
import { type Phase, rowsSentAgain, type ServedPhase, servedPhases } from '../history/phase.ts';
import type { Facts } from '../history/run-event.ts';
import { boundary } from '../observations/boundary.ts';
import { golden } from '../observations/golden.ts';
import { nominal } from '../observations/nominal.ts';
import { precise } from '../observations/precise.ts';
import type { HttpClient } from '../protocols/http.ts';
import { openClient } from '../stack/open-client.ts';
import { processorTimes, processorUse } from '../stack/processor-times.ts';
import type { RunningEndpoint } from '../stack/running-endpoint.ts';
import { abortedBy, abortReason } from './abort-reason.ts';
import type { Call, Calls } from './call.ts';
import { readCounters, settledCounters } from './counters.ts';
import type { DecisionWatch } from './decision-watch.ts';
import { firstAnswer } from './first-answer.ts';
import type { Ledger } from './ledger.ts';
import { readMetadata } from './metadata.ts';
import { bulkRows } from './phases/bulk-rows.ts';
import { directedRows, reachFacts } from './phases/directed-rows.ts';
import { drawnRows } from './phases/drawn-rows.ts';
import { influenceFacts, influencingRows } from './phases/influencing-rows.ts';
import { malformedRequests } from './phases/malformed-requests.ts';
import { mixedWaves } from './phases/mixed-waves.ts';
import { neighbouringRows } from './phases/neighbouring-rows.ts';
import { regroupedRows } from './phases/regrouped-rows.ts';
import { repeatedRows } from './phases/repeated-rows.ts';
import type { Setting } from './phases/setting.ts';
import type { PreparedSearches } from './prepared-searches.ts';
import { Sender } from './sender.ts';

const boundaryRows = 256;
const preciseRows = 512;
const fewestLatencyCalls = 100;
const mostLatencyCalls = 2_000;
const aloneBetweenProbes = 16;
const transportProbes = 6;
const mostConnections = 256;
/** Of what may be sent: more than it takes to read the counters until they are settled. */
const keptForCounters = 16;
const endIsHeardWithin = 1_000; // milliseconds
/** Every so many requests of the open loop, one that asks for no inference. */
const latencyBetweenProbes = 4;

export interface CampaignOptions {
  readonly setting: Setting;
  readonly phases: ReadonlySet<Phase>;
  readonly endpoint: EndpointFile;
  readonly running: RunningEndpoint;
  readonly searches: Promise<PreparedSearches>;
  readonly decisions: DecisionWatch;
  readonly ledger: Ledger;
  readonly journal: Journal;
  readonly clock: () => number;
  readonly signal: AbortSignal;
  readonly progress: (phase: Phase, requests: number) => void;
}

/**
 * Sends every phase that is asked for, in their order, and records what comes back.
 *
 * An endpoint that goes away ends the campaign, not the run: what was recorded is judged all the same.
 */
export async function runCampaign(options: CampaignOptions): Promise<void> {
  const { endpoint, running, ledger, journal, clock } = options;
  const record = (facts: Facts) => journal.event({ at: clock(), facts });
  await using client = disposable(
    openClient(running, {
      endpoint,
      // A closed loop uses as many as it has requests in flight; an open one must never wait for a connection of ours.
      connections: Math.max(endpoint.concurrency, mostConnections),
      clock,
    }),
  );
  const sender = new Sender({
    client,
    protocol: options.setting.protocol,
    ledger,
    journal,
    clock,
    busy: endpoint.busy,
    failed: () => running.failed() ?? running.budget.exhausted(keptForCounters),
    signal: options.signal,
    sent: ({ phase }) => options.progress(phase, ledger.requests),
  });
  try {
    const metadata = await readMetadata(client, endpoint, options.setting.protocol);
    if (metadata) record(metadata);
    const before = await readCounters(client, endpoint, 'before');
    record(before);
    const earlier = options.decisions.count;
    record({ kind: 'earlier-decisions', lines: earlier });
    await sendPhases(options, sender, client, record);
    const { delivered } = sender;
    const [after] = await Promise.all([
      settledCounters(client, endpoint, (before.inferences ?? 0) + delivered.inferences(endpoint)),
      options.decisions.settled(earlier + delivered.decisions()),
    ]);
    record(after);
  } catch (error) {
    options.signal.throwIfAborted();
    if (!(error instanceof AssayError)) throw error;
    record(abortedBy(await causeOf(error, running)));
  }
  journal.flush();
}

/** Of an endpoint that gives no answer any more, that it has ended says more; it is heard a moment later. */
async function causeOf(error: AssayError, { exit, failed }: RunningEndpoint): Promise<AssayError> {
  if (error.code === 'ENDPOINT_SILENT') await Promise.race([exit, delay(endIsHeardWithin, undefined, { ref: false })]);
  return failed() ?? error;
}

async function sendPhases(
  { setting, phases: wanted, endpoint, running, searches, ...options }: CampaignOptions,
  sender: Sender,
  client: HttpClient,
  record: (facts: Facts) => void,
): Promise<void> {
  const { space, seed, contract } = setting;
  const many = endpoint.concurrency;
  const drawn = (phase: Phase, generator: ReturnType<typeof nominal>, count: number) =>
    drawnRows(setting, { phase, generator, count });
  const calls = Math.min(setting.calls, setting.observations);
  // Where not everything may be sent, most of the nominal rows wait for the phases that need far fewer.
  const early = Math.min(calls, Math.floor(running.budget.left / 4));
  const { directed, neighbours, influence } = await searches;
  const tellTransport = (milliseconds: number) => record({ kind: 'transport', milliseconds });
  /** Times of a phase say little without what else the machine did meanwhile. */
  const watched = (phase: Phase, sent: () => Promise<void>) => async () => {
    const before = processorTimes(running.pid);
    await sent();
    const after = processorTimes(running.pid);
    if (before && after) record({ kind: 'processors', phase, ...processorUse(before, after) });
  };
  const send: Record<ServedPhase, () => Promise<void>> = {
    first: async () => {
      const within = contract.budgets.startup - running.readyAfter;
      const late = await firstAnswer(setting, { sender, busy: endpoint.busy, within });
      if (late) record(late);
    },
    golden: () =>
      sender.closedLoop(drawn('golden', golden(space.width, setting.golden.values), setting.golden.rows), 1),
    nominal: () => sender.closedLoop(drawn('nominal', nominal(space, seed), early), many),
    bulk: () => sender.closedLoop(bulkRows(setting), many),
    boundary: () => sender.closedLoop(drawn('boundary', boundary(space, seed), boundaryRows), many),
    precise: () => sender.closedLoop(drawn('precise', precise(space, seed), preciseRows), many),
    directed: async () => {
      if (!directed) return;
      reachFacts(directed).forEach(record);
      await sender.closedLoop(directedRows(directed, setting), many);
    },
    neighbours: async () => {
      if (!neighbours) return;
      await sender.closedLoop(neighbouringRows(neighbours, setting), 1);
    },
    influence: async () => {
      if (!influence) return;
      influenceFacts(influence).forEach(record);
      await sender.closedLoop(influencingRows(influence, setting), many);
    },
    repeat: () => sender.closedLoop(repeatedRows(setting), many),
    alone: watched('alone', async () => {
      const generator = nominal(space, seed);
      // In turn, so that whatever else the machine does meets both alike.
      for (let from = 0; from < rowsSentAgain.alone; from += aloneBetweenProbes) {
        for (let probe = 0; probe < transportProbes; probe += 1) await probeTransport(client, endpoint, tellTransport);
        await sender.closedLoop(drawnRows(setting, { phase: 'alone', generator, from, count: aloneBetweenProbes }), 1);
      }
    }),
    batch: () => sender.closedLoop(regroupedRows(setting), many),
    malformed: () => sender.closedLoop(malformedRequests(setting), 1),
    beside: async () => {
      for await (const wave of mixedWaves(setting)) await sender.closedLoop(alone(wave), many);
    },
    latency: watched('latency', async () => {
      const { rate } = contract.budgets;
      if (running.budget.rate < rate) {
        const reason = `the budgets are those at ${rate} requests a second, and ${running.budget.rate} may be sent (--rate)`;
        return record({ kind: 'skipped', phase: 'latency', reason });
      }
      const count = Math.min(Math.max(Math.ceil(rate), fewestLatencyCalls), mostLatencyCalls);
      const calls: Calls = drawn('latency', nominal(space, seed), count);
      const beside: Promise<void>[] = [];
      let made = 0;
      const late = (lateness: number) => {
        record({ kind: 'lateness', milliseconds: lateness });
        if (made % latencyBetweenProbes === 0) {
          const tell = (milliseconds: number) =>
            record({ kind: 'transport-beside', milliseconds: lateness + milliseconds });
          beside.push(probeTransport(client, endpoint, tell, options.clock()));
        }
        made += 1;
      };
      try {
        await sender.openLoop(calls, { rate, late });
      } finally {
        await Promise.all(beside);
      }
    }),
  };
  const asked = servedPhases.filter((phase) => wanted.has(phase));
  const left: ServedPhase[] = asked.length === 0 ? [] : [...new Set<ServedPhase>(['first', ...asked])];
  try {
    for (let phase = left[0]; phase !== undefined; phase = left[0]) {
      options.signal.throwIfAborted();
      await send[phase]();
      left.shift();
    }
    if (wanted.has('nominal') && early < calls) {
      const late = { phase: 'nominal', generator: nominal(space, seed), from: early, count: calls - early } as const;
      await sender.closedLoop(drawnRows(setting, late), many);
    }
  } catch (error) {
    const problem = running.failed() ? undefined : running.budget.exhausted(keptForCounters);
    if (!problem || !(error instanceof AssayError)) throw error;
    for (const phase of left) record({ kind: 'skipped', phase, reason: abortReason(problem) });
  }
}

async function* alone(block: readonly Call[]): Calls {
  yield block;
}

/**
 * A round trip that asks for no inference: what remains of a latency when the model takes no time.
 *
 * @param from - when it begins; when a connection took it, if not given
 */
async function probeTransport(
  client: HttpClient,
  { routes }: EndpointFile,
  tell: (milliseconds: number) => void,
  from?: number,
): Promise<void> {
  const { outcome, sentAt, endedAt } = await client.send({ ...routes.ready, headers: {}, body: '' });
  if (outcome.kind === 'reply') tell(endedAt - (from ?? sentAt));
}

function disposable(client: HttpClient): HttpClient & AsyncDisposable {
  return { ...client, [Symbol.asyncDispose]: () => client.close() };
}
