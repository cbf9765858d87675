import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type Calls, isBlock } from '../campaign/call.ts';
import { Ledger } from '../campaign/ledger.ts';
import { bulkRows } from '../campaign/phases/bulk-rows.ts';
import { drawnRows } from '../campaign/phases/drawn-rows.ts';
import type { Setting } from '../campaign/phases/setting.ts';
import { Sender } from '../campaign/sender.ts';
import { trialsNeeded } from '../checks/clopper-pearson.ts';
import type { ObservationBlock } from '../contract/observation-block.ts';
import { Journal } from '../history/journal.ts';
import { nominal } from '../observations/nominal.ts';
import { spaceOf } from '../observations/observation-space.ts';
import { readNetwork } from '../oracle/network.ts';
import { openOracle } from '../oracle/oracle.ts';
import { type HttpClient, openHttp } from '../protocols/http.ts';
import { protocolOf } from '../protocols/protocol-of.ts';
import { modelDirectory } from '../stack/model-directory.ts';
import { runDirectory } from '../stack/run-directory.ts';
import { startEndpoint } from '../stack/start-endpoint.ts';
import { endpointValues, servedFileName } from './endpoint-values.ts';
import { defaultContract, defaultStack } from './package-files.ts';
import { type RunInputs, readInputs } from './run-inputs.ts';

const loopRows = 1_024;
const rounds = 5;

/** What the campaign adds to sending, and what it saves against a plain property loop; all against one endpoint. */
export async function measure(): Promise<{ name: string; ratio: number; detail: string }[]> {
  const inputs = await readInputs({ contract: defaultContract, stack: defaultStack, seed: 1, observations: 50_000 });
  const { contract, endpoint, artifactPath } = inputs;
  await using folder = await runDirectory();
  const model = await modelDirectory(folder.path, servedFileName(inputs));
  await model.place(artifactPath);
  await using running = await startEndpoint({
    file: endpoint,
    source: 'endpoint',
    folder: inputs.stack.folder,
    values: endpointValues(inputs, { model: model.path, run: folder.path }),
    log: () => {},
    startupBudgetMs: contract.budgets.startup,
    clock: () => performance.now(),
  });
  await using oracle = await openOracle({ artifact: artifactPath, contract, workers: 1 });
  using journal = new Journal(`${folder.path}/bench.sqlite`);
  const client = openHttp(running.origin, { connections: endpoint.concurrency, deadlineMs: endpoint.deadline });
  const setting: Setting = {
    contract,
    protocol: protocolOf({ contract, endpoint, environment: () => undefined }),
    space: spaceOf(contract),
    seed: inputs.seed,
    evaluate: oracle.evaluate,
    network: readNetwork(oracle.artifact.bytes, contract.policy),
    golden: inputs.golden.inputs,
    observations: inputs.observations,
    calls: trialsNeeded(contract.assurance.fallbackRateBelow, contract.assurance.confidence),
  };
  const sender = new Sender({
    client,
    protocol: setting.protocol,
    ledger: new Ledger(),
    journal,
    clock: () => performance.now(),
    busy: [],
    failed: running.failed,
    signal: new AbortController().signal,
  });
  const generator = nominal(setting.space, setting.seed);
  const single = () => drawnRows(setting, { phase: 'nominal', generator, count: setting.calls });
  const bulk = () => bulkRows(setting);
  const sent = (calls: () => Calls) => () => sender.closedLoop(calls(), endpoint.concurrency);
  const bare = async (calls: () => Calls) =>
    bareSending(await blocksOf(calls()), setting, client, endpoint.concurrency);
  const session = await InferenceSession.create(artifactPath, { intraOpNumThreads: 1, interOpNumThreads: 1 });

  const taken = await inTurn({
    single: sent(single),
    bareSingle: await bare(single),
    bulk: sent(bulk),
    bareBulk: await bare(bulk),
    loop: () => propertyLoop(inputs, `${running.origin}${endpoint.routes.predict.path}`, session),
  });
  await client.close();

  const { calls, observations } = setting;
  const rate = (rows: number, times: readonly number[]) => `${Math.round((1_000 * rows) / median(times))}/s`;
  const ratio = (times: readonly number[], of: readonly number[]) =>
    median(times.map((time, round) => time / of[round]!));
  const loop = taken.loop.map((time) => time / loopRows);
  const campaign = taken.single.map((time, round) => (time + taken.bulk[round]!) / observations);
  return [
    {
      name: 'time with oracle and history, of bare sending: one row a call (aim: at most 1.15)',
      ratio: ratio(taken.single, taken.bareSingle),
      detail: `${rate(calls, taken.single)}, bare ${rate(calls, taken.bareSingle)}`,
    },
    {
      name: 'time with oracle and history, of bare sending: in bulk (aim: at most 1.15)',
      ratio: ratio(taken.bulk, taken.bareBulk),
      detail: `${rate(observations - calls, taken.bulk)}, bare ${rate(observations - calls, taken.bareBulk)}`,
    },
    {
      name: 'observations a second of a plain property loop: one row a call',
      ratio: ratio(
        loop,
        taken.single.map((time) => time / calls),
      ),
      detail: `${rate(calls, taken.single)}, loop ${rate(1, loop)}`,
    },
    {
      name: `observations a second of a plain property loop: campaign of ${observations} (aim: at least 8)`,
      ratio: ratio(loop, campaign),
      detail: `${rate(1, campaign)}, loop ${rate(1, loop)}`,
    },
  ];
}

/** Milliseconds of each action, round after round, so that what else the machine does meets all of them alike. */
async function inTurn<Name extends string>(
  actions: Record<Name, () => Promise<void>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(actions) as Name[];
  const taken = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (const name of names) await actions[name]();
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const begin = performance.now();
      await actions[name]();
      taken[name].push(performance.now() - begin);
    }
  }
  return taken;
}

async function blocksOf(calls: Calls): Promise<ObservationBlock[]> {
  const blocks: ObservationBlock[] = [];
  for await (const block of calls) {
    for (const { content } of block) if (isBlock(content)) blocks.push(content);
  }
  return blocks;
}

/** The same requests with as many in flight, drawn beforehand; nothing is asked, recorded, or done with the replies. */
function bareSending(
  blocks: readonly ObservationBlock[],
  { protocol }: Setting,
  client: HttpClient,
  inFlight: number,
): () => Promise<void> {
  return async () => {
    let next = 0;
    const lane = async () => {
      for (let block = blocks[next++]; block; block = blocks[next++]) await client.send(protocol.encode(block));
    };
    await Promise.all(Array.from({ length: inFlight }, lane));
  };
}

/** What one writes without Assay: one draw, one `fetch`, one row for the oracle, one comparison, and again. */
async function propertyLoop({ contract }: RunInputs, url: string, session: InferenceSession): Promise<void> {
  const {
    inputs: [input],
    output,
  } = contract.policy;
  const width = contract.features.length;
  const observation = fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: width, maxLength: width });
  const agrees = fc.asyncProperty(observation, async (features) => {
    const reply = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ features }),
    });
    const { action } = (await reply.json()) as { action: number };
    const { [output.name]: scores } = await session.run({
      [input!.name]: new Tensor('float32', Float32Array.from(features), [1, width]),
    });
    const data = scores!.data as Float32Array;
    return data[action] === data.reduce((best, score) => Math.max(best, score), Number.NEGATIVE_INFINITY);
  });
  const { numRuns, failed } = await fc.check(agrees, { numRuns: loopRows });
  if (failed) throw new Error(`the plain loop ended after ${numRuns} of ${loopRows} rows: its time says nothing`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

if (import.meta.main) console.table(await measure());
