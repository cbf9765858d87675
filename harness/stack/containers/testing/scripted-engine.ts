import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';

/** What is answered to `GET /info` and the like; a function answers by itself, or not at all. */
type Script = Readonly<Record<string, { status: number; body?: unknown } | ((response: ServerResponse) => void)>>;

/**
 * An engine that answers what it is told to, at the socket that DOCKER_HOST names: for what none can be brought to do at the
 * right moment. A test file can have one alone, since its client is kept.
 *
 * @returns what it was asked, but for `GET /info`, so far
 */
export async function scriptedEngine(script: Script): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-test-'));
  const socket = join(folder, 'docker.sock');
  const asked: string[] = [];
  const server = createServer((request, response) => {
    request.resume();
    const question = `${request.method} ${new URL(request.url!, 'http://engine').pathname}`;
    if (question === 'GET /info') return void response.end('{}');
    asked.push(question);
    const answer = script[question] ?? { status: 404, body: { message: `no such ${question}` } };
    if (typeof answer === 'function') return answer(response);
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
  });
  server.listen(socket);
  await once(server, 'listening');
  vi.stubEnv('DOCKER_HOST', `unix://${socket}`);
  // In a container, the client would ask for the network of this machine.
  vi.stubEnv('TESTCONTAINERS_HOST_OVERRIDE', 'localhost');
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  });
  return asked;
}
