import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readGolden } from '../harness/contract/golden.ts';
import { loadContract } from '../harness/contract/load-contract.ts';
import { loadStack } from '../harness/contract/load-stack.ts';
import { redactorOf } from '../harness/contract/redactor.ts';
import { inquiryBody, spokenByGrpc } from '../harness/protocols/grpc-inquiry.ts';
import type { EncodedRequest } from '../harness/protocols/protocol.ts';
import { protocolOf } from '../harness/protocols/protocol-of.ts';
import { RequestBudget } from '../harness/protocols/request-budget.ts';
import { openClient } from '../harness/stack/open-client.ts';

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
const wanted =
  /instead of|is the string "0|is NaN|is null$|is called|is the number 1e39|not JSON|a datatype that is none|raw contents of 0|bytes that are all/;
const seen = new Set<string>();
const wrong = protocol.malformed(rows(1).values).filter(({ note }) => {
  const about = wanted.exec(note)?.[0];
  if (about === undefined || seen.has(about)) return false;
  seen.add(about);
  return true;
});
const { metadata, ready } = endpoint.routes;
const grpc = spokenByGrpc(endpoint.protocol);
const inquiry = (path: string) => (grpc ? inquiryBody(path, grpc) : '');
/** Messages of gRPC are no texts. */
const encoding = grpc ? 'base64' : 'utf8';
const kept = (body: string | Uint8Array) => Buffer.from(body).toString(encoding);
const requests: [name: string, request: EncodedRequest][] = [
  ['one row', protocol.encode(rows(1))],
  ['two rows', protocol.encode(rows(2))],
  ['ready', { ...ready, headers: {}, body: inquiry(ready.path) }],
  ...(metadata
    ? [['metadata', { ...metadata, headers: {}, body: inquiry(metadata.path) }] as [string, EncodedRequest]]
    : []),
  ...wrong.map(({ note, request }): [string, EncodedRequest] => [note, request]),
];

const client = openClient(
  { origin: given('url'), ports: {}, headers: {}, redactor: redactorOf(new Map()), budget: new RequestBudget() },
  { endpoint, connections: 1, clock: () => performance.now() },
);
const exchanges = [];
for (const [name, { method, path, body }] of requests) {
  const headers = method === 'POST' && !grpc ? { 'content-type': 'application/json' } : {};
  const { outcome } = await client.send({ method, path, headers, body });
  if (outcome.kind === 'lost') {
    console.error(`${name}: ${outcome.message}`);
    continue;
  }
  const { status, contentType, body: reply } = outcome;
  exchanges.push({
    name,
    request: { method, path, body: kept(body) },
    reply: { status, contentType, body: kept(reply) },
  });
}
await client.close();
writeFileSync(given('out'), `${JSON.stringify({ server: given('server'), encoding, exchanges }, undefined, 1)}\n`);
