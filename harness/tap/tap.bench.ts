import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
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
 * processes of their own. Direct calls, calls through the tap and calls through a pipe that only passes bytes on take
 * turns, so that what else the machine does meets all alike.
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

  await using pipe = await openPipe(new URL(endpoint.origin));

  const command = [...process.execArgv, import.meta.filename, endpoint.origin, tap.origin, pipe.origin];
  const { stdout } = await promisify(execFile)(process.execPath, command);
  const { direct, tapped, piped, tappedCalls }: Called = JSON.parse(stdout);
  if (recorded !== tappedCalls)
    throw new Error(`${tappedCalls} calls went through the tap, which recorded ${recorded}`);
  const compared = (name: string, [one, other]: readonly [readonly number[], readonly number[]]): Measurement => {
    const words = (of: (values: readonly number[]) => number) =>
      `${of(one).toFixed(2)} ms against ${of(other).toFixed(2)}`;
    return {
      name: `p50 of a call ${name}, at ${inFlight} in flight`,
      ratio: median(one.map((p50, round) => p50 / other[round]!)),
      detail: `${words(median)}; in the quietest rounds ${words((values) => Math.min(...values))}`,
    };
  };
  return [
    compared('through the tap, of a direct one (aim: at most 1.10)', [tapped, direct]),
    compared('through a pipe of bytes in place of the tap, of a direct one', [piped, direct]),
    compared('through the tap, of one through the pipe', [tapped, piped]),
  ];
}

/** The least that stands between two sockets: what it costs is the way, not what the tap does on it. */
async function openPipe({ hostname, port }: URL): Promise<AsyncDisposable & { readonly origin: string }> {
  const server = createServer({ noDelay: true }, (caller) => {
    const endpoint = connect({ host: hostname, port: Number(port), noDelay: true });
    caller.pipe(endpoint).pipe(caller);
  }).listen(0, hostname);
  await once(server, 'listening');
  return {
    origin: `http://${hostname}:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

/** The median latency of each round, in milliseconds. */
interface Called {
  readonly direct: readonly number[];
  readonly tapped: readonly number[];
  readonly piped: readonly number[];
  readonly tappedCalls: number;
}

/** What the process of the caller does. */
async function call(origins: readonly string[]): Promise<Called> {
  const { contract } = loadContract(contractFile);
  const { stack } = loadStack(file('fixtures/stacks/embedded/stack.yaml'));
  const protocol = protocolOf({ contract, endpoint: stack.endpoint, environment: () => undefined });
  const rows = nominal(spaceOf(contract), 1);
  const requests = Array.from({ length: distinctRequests }, (_, row) => protocol.encode(rows.block(row, 1)));
  const clients = origins.map((origin) => openHttp(origin, { connections: inFlight, deadlineMs: 10_000 }));

  const times: number[][][] = origins.map(() => []);
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
  const [direct = [], tapped = [], piped = []] = times.map((all) => all.slice(1).map(median));
  return { direct, tapped, piped, tappedCalls: times[1]!.flat().length };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

if (import.meta.main) {
  const origins = process.argv.slice(2);
  if (origins.length > 0) console.log(JSON.stringify(await call(origins)));
  else console.table(await measure());
}
