import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { kalshi } from '../../fixtures/stacks/embedded/testing/kalshi.ts';
import { startEndpoint } from '../../fixtures/stacks/embedded/testing/running-endpoint.ts';
import { EvidenceFolder } from '../evidence/evidence-folder.ts';
import { freePort } from '../stack/ports.ts';
import { readInputs } from './run-inputs.ts';
import { Files, stackThatRuns } from './testing/kalshi-files.ts';
import { expectToSay } from './testing/words.ts';
import { verify } from './verify.ts';

/** A tracking server that has nothing but its health, and a place where it is told to be down, or up again. */
async function trackingServer(): Promise<{ url: string; told: string; heard: string[] }> {
  const heard: string[] = [];
  const server = createServer((request, response) => response.writeHead(request.url === '/health' ? 200 : 404).end());
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const control = createServer(async ({ url = '' }, response) => {
    heard.push(url);
    const changed = once(server, url === '/down' ? 'close' : 'listening');
    if (url === '/up') server.listen(port, '127.0.0.1');
    else {
      server.close();
      server.closeAllConnections();
    }
    await changed;
    response.end();
  }).listen(0, '127.0.0.1');
  await once(control, 'listening');
  onTestFinished(() => {
    for (const each of [server, control]) {
      each.close();
      each.closeAllConnections();
    }
  });
  const at = (port: number) => `http://127.0.0.1:${port}`;
  return { url: at(port), told: at((control.address() as AddressInfo).port), heard };
}

async function verified(mlflow: object) {
  using files = new Files();
  await using endpoint = await startEndpoint({ MODEL_PATH: kalshi.policy });
  const stack = files.write(
    'stack.yaml',
    stackThatRuns(endpoint.url, { tracking: { mlflow: { experiment: 'any', ...mlflow } } }),
  );
  const only = ['TRACK-2'];
  const inputs = await readInputs({ contract: kalshi.contract, stack, seed: 1, observations: 128, only });
  const { clauses } = await verify(inputs, {
    evidence: EvidenceFolder.create(join(files.folder, 'evidence')),
    signal: new AbortController().signal,
    progress: () => {},
  });
  return clauses.find(({ id }) => id === 'TRACK-2')!;
}

test('a tracking server that runs already is taken down and brought back by the commands of the stack file', async () => {
  const { url, told, heard } = await trackingServer();
  const tell = (what: string) => [
    'node',
    '-e',
    `fetch('${told}/${what}').then(({ status }) => process.exit(Number(status !== 200)))`,
  ];
  const { verdict, notes, grade } = await verified({ url, outage: { run: tell('down'), undo: tell('up') } });
  expect({ verdict, grade, heard }).toEqual({ verdict: 'PROVEN', grade: 'caused', heard: ['/down', '/up'] });
  expectToSay(notes.join('\n'), ['tracking gone (no answer): 192 rows sent', 'slow and silent were not tried']);
});

test('without such commands it is left alone, and nothing is proven', async () => {
  const { url } = await trackingServer();
  const { verdict, reason } = await verified({ url });
  expect(verdict).toBe('UNPROVEN');
  expect(reason).toContain('no command takes it down (tracking.mlflow.outage)');
});
