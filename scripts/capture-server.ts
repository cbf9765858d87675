import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readGolden } from '../harness/contract/golden.ts';
import { loadContract } from '../harness/contract/load-contract.ts';
import { loadStack } from '../harness/contract/load-stack.ts';
import { openHttp } from '../harness/protocols/http.ts';
import type { EncodedRequest } from '../harness/protocols/protocol.ts';
import { protocolOf } from '../harness/protocols/protocol-of.ts';

/**
 * Captures what a server that runs answers: the first golden row alone, the first two together, its metadata, and some
 * requests that are wrong. Prints where it could not.
 *
 *     node scripts/capture-server.ts --contract FILE --stack FILE --url http://127.0.0.1:8080 --server 'NAME VERSION' --out FILE
 */
const { values } = parseArgs({
  options: Object.fromEntries(
    (['contract', 'stack', 'url', 'server', 'out'] as const).map((name) => [name, { type: 'string' as const }]),
  ),
});
const given = (name: string) => String(values[name] ?? `--${name} is missing`);
const { contract, goldenPath } = loadContract(given('contract'));
const { endpoint } = loadStack(given('stack')).stack;
const protocol = protocolOf({ contract, endpoint, environment: () => undefined });
const golden = readGolden(goldenPath, contract).inputs;
const rows = (count: number) => ({
  rows: Math.min(count, protocol.maximumRows),
  width: golden.width,
  values: golden.values.slice(0, Math.min(count, protocol.maximumRows) * golden.width),
});
const wanted = /instead of|is the string "0|is NaN|is null$|is called|is the number 1e39|not JSON/;
const seen = new Set<string>();
const wrong = protocol.malformed(rows(1).values).filter(({ note }) => {
  const about = wanted.exec(note)?.[0];
  if (about === undefined || seen.has(about)) return false;
  seen.add(about);
  return true;
});
const { metadata, ready } = endpoint.routes;
const requests: [name: string, request: EncodedRequest][] = [
  ['one row', protocol.encode(rows(1))],
  ['two rows', protocol.encode(rows(2))],
  ['ready', { ...ready, headers: {}, body: '' }],
  ...(metadata ? [['metadata', { ...metadata, headers: {}, body: '' }] as [string, EncodedRequest]] : []),
  ...wrong.map(({ note, request }): [string, EncodedRequest] => [note, request]),
];

const client = openHttp(given('url'), { connections: 1, deadlineMs: 20_000 });
const exchanges = [];
for (const [name, { method, path, body }] of requests) {
  const headers = method === 'POST' ? { 'content-type': 'application/json' } : {};
  const { outcome } = await client.send({ method, path, headers, body });
  if (outcome.kind === 'lost') {
    console.error(`${name}: ${outcome.message}`);
    continue;
  }
  const { status, contentType, body: reply } = outcome;
  exchanges.push({
    name,
    request: { method, path, body: Buffer.from(body).toString() },
    reply: { status, contentType, body: Buffer.from(reply).toString() },
  });
}
await client.close();
writeFileSync(given('out'), `${JSON.stringify({ server: given('server'), exchanges }, undefined, 1)}\n`);
