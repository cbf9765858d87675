import { dirname, join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ObservationBlock } from '../contract/observation-block.ts';
import type { EndpointFile } from '../contract/stack-file.ts';
import { nominal } from '../observations/nominal.ts';
import { spaceOf } from '../observations/observation-space.ts';
import { withoutTelemetry } from '../oracle/without-telemetry.ts';
import { protocolOf } from '../protocols/protocol-of.ts';
import { RunNetwork } from '../stack/containers/run-network.ts';
import { modelDirectory } from '../stack/model-directory.ts';
import { openClient } from '../stack/open-client.ts';
import { runDirectory } from '../stack/run-directory.ts';
import { startEndpoint } from '../stack/start-endpoint.ts';
import { endpointValues, servedFileName } from './endpoint-values.ts';
import { defaultContract, defaultStack, stackCalled } from './package-files.ts';
import { type RunInputs, readInputs } from './run-inputs.ts';

const sizes = [1, 8, 32, 128];
const rounds = 200;
const warmUp = 30;
const ways = ['onnxruntime alone', 'embedded', 'sac, eager', 'sac, compiled'] as const;

type Way = (typeof ways)[number];
type Ask = (block: ObservationBlock) => Promise<void>;

/**
 * One policy by every way that it is served here: onnxruntime in this process, the embedded endpoint, and the Python router,
 * eager and compiled. Each round asks all of them about the same rows, one after the other. Needs an engine for containers.
 *
 * @returns how many times as long as the eager router each takes, by rows of a batch
 */
export async function measure(): Promise<{ name: string; ratio: number; detail: string }[]> {
  const contract = join(dirname(defaultContract), 'stat-pair.yaml');
  const read = (stack: string) => readInputs({ contract, stack, seed: 1, observations: 1 });
  const [embedded, sac] = [await read(defaultStack), await read(stackCalled('sac'))];
  await using opened = new AsyncDisposableStack();
  const eager = sac.endpoint;
  const { start, compiled } = eager;
  if ('url' in start || !compiled) throw new Error('the stack sac has no compiled form');
  const asks: Record<Way, Ask> = {
    'onnxruntime alone': await sessionOf(sac),
    embedded: await askedOf(embedded, withBatchesOf(sizes.at(-1)!, embedded.endpoint), 'embedded', opened),
    'sac, eager': await askedOf(sac, eager, 'eager', opened),
    'sac, compiled': await askedOf(
      sac,
      { ...eager, start: { ...start, env: { ...start.env, ...compiled.env } } },
      'compiled',
      opened,
    ),
  };
  const rows = nominal(spaceOf(sac.contract), 1);
  const measured = [];
  for (const size of sizes) {
    const block = rows.block(0, size);
    const times: Record<Way, number[]> = {
      'onnxruntime alone': [],
      embedded: [],
      'sac, eager': [],
      'sac, compiled': [],
    };
    for (let round = -warmUp; round < rounds; round += 1) {
      for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
        const began = performance.now();
        await asks[way](block);
        if (round >= 0) times[way].push(performance.now() - began);
      }
    }
    for (const way of ways) {
      measured.push({
        name: `time of the eager router that ${way} takes, ${size} rows`,
        ratio: median(times[way]) / median(times['sac, eager']),
        detail: `${median(times[way]).toFixed(3)} ms (median)`,
      });
    }
  }
  return measured;
}

/** The stack file sends fewer rows in one request than the endpoint takes. */
function withBatchesOf(maximum: number, endpoint: EndpointFile): EndpointFile {
  const { protocol } = endpoint;
  if (!('json' in protocol) || !protocol.json.batch) throw new Error('the embedded stack has no batches');
  return { ...endpoint, protocol: { json: { ...protocol.json, batch: { ...protocol.json.batch, maximum } } } };
}

async function sessionOf({ artifactPath, contract }: RunInputs): Promise<Ask> {
  withoutTelemetry();
  const session = await InferenceSession.create(artifactPath, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const { name } = contract.policy.inputs[0]!;
  return async ({ values, rows, width }) =>
    void (await session.run({ [name]: new Tensor('float32', values, [rows, width]) }));
}

/** The endpoint, started as its stack file says, and asked over one connection. */
async function askedOf(
  inputs: RunInputs,
  endpoint: EndpointFile,
  alias: string,
  opened: AsyncDisposableStack,
): Promise<Ask> {
  const folder = opened.use(await runDirectory());
  const network = opened.use(new RunNetwork(folder.path));
  const model = await modelDirectory(folder.path, servedFileName(inputs));
  await model.place(inputs.servedPath);
  const clock = () => performance.now();
  const running = opened.use(
    await startEndpoint({
      ...{ file: endpoint, network, alias, source: 'endpoint', folder: inputs.stack.folder, log: () => {}, clock },
      values: endpointValues(inputs, { model: model.path, run: folder.path }),
      startupBudgetMs: inputs.contract.budgets.startup,
    }),
  );
  const client = openClient(running, { endpoint, connections: 1, clock });
  opened.defer(() => client.close());
  const protocol = protocolOf({ contract: inputs.contract, endpoint, environment: () => undefined });
  return async (block) => {
    const { outcome } = await client.send(protocol.encode(block));
    if (protocol.decode(outcome, block.rows).kind !== 'answered') throw new Error(`${alias} does not answer`);
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? Number.NaN;
}
