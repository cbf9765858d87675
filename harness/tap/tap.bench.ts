import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { loadContract } from '../contract/load-contract.ts';
import { loadStack } from '../contract/load-stack.ts';
import { nominal } from '../observations/nominal.ts';
import { spaceOf } from '../observations/observation-space.ts';
import { openHttp } from '../protocols/http.ts';
import { protocolOf } from '../protocols/protocol-of.ts';
import { startEndpoint } from '../stack/start-endpoint.ts';
import { openTap } from './tap.ts';

interface Measurement {
  readonly name: string;
  /** Median latency through the tap, of that without. */
  readonly ratio: number;
  readonly detail: string;
}

const file = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const contractFile = file('contracts/kalshi-limit-order.yaml');
const inFlight = 16;
const rounds = 12;
const roundMs = 150;
/** Until the code of both sides is compiled. */
const warmUpMs = 1_000;
const distinctRequests = 256;

/**
 * What a call costs more for the tap, which stands in this process as it does in a run; the endpoint and the caller have
 * processes of their own. Direct calls and calls through the tap take turns, so that what else the machine does meets
 * both alike.
 */
export async function measure(): Promise<Measurement[]> {
  const { contract, artifactPath } = loadContract(contractFile);
  const { stack, folder } = loadStack(file('fixtures/stacks/embedded/stack.yaml'));
  await using endpoint = await startEndpoint({
    file: stack.endpoint,
    source: 'endpoint',
    folder,
    values: { 'model.dir': dirname(artifactPath), 'contract.file': contractFile },
    log: () => {},
    startupBudgetMs: contract.budgets.startup,
    clock: () => performance.now(),
  });
  let recorded = 0;
  await using tap = await openTap({
    target: endpoint.origin,
    clock: () => performance.now(),
    record: ({ reply }) => {
      if (reply?.status === 200) recorded += 1;
    },
  });

  const command = [...process.execArgv, import.meta.filename, endpoint.origin, tap.origin];
  const { stdout } = await promisify(execFile)(process.execPath, command);
  const { direct, tapped, tappedCalls }: Called = JSON.parse(stdout);
  if (recorded !== tappedCalls)
    throw new Error(`${tappedCalls} calls went through the tap, which recorded ${recorded}`);
  const words = (of: (values: readonly number[]) => number) =>
    `${of(tapped).toFixed(2)} ms against ${of(direct).toFixed(2)}`;
  return [
    {
      name: `p50 of a call through the tap, of a direct one, at ${inFlight} in flight (aim: at most 1.10)`,
      ratio: median(tapped.map((p50, round) => p50 / direct[round]!)),
      detail: `${words(median)}; in the quietest rounds ${words((values) => Math.min(...values))}`,
    },
  ];
}

/** The median latency of each round, in milliseconds. */
interface Called {
  readonly direct: readonly number[];
  readonly tapped: readonly number[];
  readonly tappedCalls: number;
}

/** What the process of the caller does. */
async function call(endpoint: string, tap: string): Promise<Called> {
  const { contract } = loadContract(contractFile);
  const { stack } = loadStack(file('fixtures/stacks/embedded/stack.yaml'));
  const protocol = protocolOf({ contract, endpoint: stack.endpoint, environment: () => undefined });
  const rows = nominal(spaceOf(contract), 1);
  const requests = Array.from({ length: distinctRequests }, (_, row) => protocol.encode(rows.block(row, 1)));
  const clients = [endpoint, tap].map((origin) => openHttp(origin, { connections: inFlight, deadlineMs: 10_000 }));

  const times: number[][][] = [[], []];
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, client] of clients.entries()) {
      const latencies: number[] = [];
      const end = performance.now() + (round < 0 ? warmUpMs : roundMs);
      const lane = async (): Promise<void> => {
        while (performance.now() < end) {
          const { sentAt, endedAt, outcome } = await client.send(requests[latencies.length % distinctRequests]!);
          if (outcome.kind !== 'reply' || outcome.status !== 200) throw new Error(JSON.stringify(outcome));
          latencies.push(endedAt - sentAt);
        }
      };
      await Promise.all(Array.from({ length: inFlight }, lane));
      times[index]!.push(latencies);
    }
  }
  await Promise.all(clients.map((client) => client.close()));
  const [direct = [], tapped = []] = times.map((all) => all.slice(1).map(median));
  return { direct, tapped, tappedCalls: times[1]!.flat().length };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

if (import.meta.main) {
  const [endpoint, tap] = process.argv.slice(2);
  if (endpoint && tap) console.log(JSON.stringify(await call(endpoint, tap)));
  else console.table(await measure());
}
