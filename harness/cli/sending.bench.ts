import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { Ledger } from '../campaign/ledger.ts';
import { drawnRows } from '../campaign/phases/drawn-rows.ts';
import { Sender } from '../campaign/sender.ts';
import { rowOf } from '../contract/observation-block.ts';
import { Journal } from '../history/journal.ts';
import { nominal } from '../observations/nominal.ts';
import { observationSpace } from '../observations/observation-space.ts';
import { openOracle } from '../oracle/oracle.ts';
import { type HttpClient, openHttp } from '../protocols/http.ts';
import { jsonProtocol } from '../protocols/json.ts';
import type { EncodedRequest, Protocol } from '../protocols/protocol.ts';
import { modelDirectory } from '../stack/model-directory.ts';
import { runDirectory } from '../stack/run-directory.ts';
import { startEndpoint } from '../stack/start-endpoint.ts';
import { endpointValues, servedFileName } from './endpoint-values.ts';
import { defaultContract, defaultStack } from './package-files.ts';
import { type RunInputs, readInputs } from './run-inputs.ts';

const rows = 4_096;
const loopRows = 1_024;
const rounds = 5;

/** What the campaign adds to sending, and what it saves against a plain property loop; all against one endpoint. */
export async function measure(): Promise<{ name: string; ratio: number; detail: string }[]> {
  const inputs = readInputs({ contract: defaultContract, stack: defaultStack, seed: 1, observations: rows });
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
  await using oracle = await openOracle({ artifact: artifactPath, policy: contract.policy, workers: 1 });
  const protocol = jsonProtocol({ contract, endpoint, environment: () => undefined });
  const client = openHttp(running.origin, { connections: endpoint.concurrency, deadlineMs: endpoint.deadline });
  const session = await InferenceSession.create(artifactPath, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  using journal = new Journal(`${folder.path}/bench.sqlite`);
  const ledger = new Ledger();

  const campaign = async (): Promise<void> => {
    const sender = new Sender({
      client,
      protocol,
      ledger,
      journal,
      clock: () => performance.now(),
      busy: [],
      failed: running.failed,
      signal: new AbortController().signal,
    });
    const generator = nominal(observationSpace(contract.features), 1);
    const calls = drawnRows(oracle, { phase: 'nominal', generator, count: rows });
    await sender.closedLoop(calls, endpoint.concurrency);
  };
  const bare = bareSending(inputs, protocol, client);
  const loop = () => propertyLoop(inputs, `${running.origin}${endpoint.routes.predict.path}`, session);

  const taken = { campaign: [] as number[], bare: [] as number[], loop: [] as number[] };
  await campaign();
  await bare();
  for (let round = 0; round < rounds; round += 1) {
    taken.bare.push(await milliseconds(bare));
    taken.campaign.push(await milliseconds(campaign));
    taken.loop.push(((await milliseconds(loop)) * rows) / loopRows);
  }
  await client.close();
  const perSecond = (times: number[]) => `${Math.round((1_000 * rows) / median(times))}/s`;
  return [
    {
      name: 'time of sending with oracle and history, against bare sending (aim: at most 1.15)',
      ratio: median(taken.campaign.map((time, round) => time / taken.bare[round]!)),
      detail: `${perSecond(taken.campaign)} against ${perSecond(taken.bare)}`,
    },
    {
      name: 'observations a second, against a plain property loop (aim: at least 8)',
      ratio: median(taken.loop.map((time, round) => time / taken.campaign[round]!)),
      detail: `${perSecond(taken.campaign)} against ${perSecond(taken.loop)}`,
    },
  ];
}

/** The same requests, encoded beforehand, with as many in flight, and nothing done with the replies. */
function bareSending({ contract, endpoint }: RunInputs, protocol: Protocol, client: HttpClient): () => Promise<void> {
  const block = nominal(observationSpace(contract.features), 1).block(0, rows);
  const requests: EncodedRequest[] = Array.from({ length: rows }, (_, row) =>
    protocol.encode({ rows: 1, width: block.width, values: rowOf(block, row) }),
  );
  return async () => {
    let next = 0;
    const lane = async () => {
      for (let request = requests[next++]; request; request = requests[next++]) await client.send(request);
    };
    await Promise.all(Array.from({ length: endpoint.concurrency }, lane));
  };
}

/** What one writes without Assay: one draw, one `fetch`, one row for the oracle, one comparison, and again. */
async function propertyLoop({ contract }: RunInputs, url: string, session: InferenceSession): Promise<void> {
  const { input, output } = contract.policy;
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
      [input.name]: new Tensor('float32', Float32Array.from(features), [1, width]),
    });
    const data = scores!.data as Float32Array;
    return data[action] === data.reduce((best, score) => Math.max(best, score), Number.NEGATIVE_INFINITY);
  });
  await fc.check(agrees, { numRuns: loopRows });
}

async function milliseconds(action: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await action();
  return performance.now() - begin;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

if (import.meta.main) console.table(await measure());
