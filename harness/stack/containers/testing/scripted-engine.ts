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
 * @param written - to the error stream of every container, before it ends
 * @returns what it was asked, but for `GET /info`, so far
 */
export async function scriptedEngine(script: Script, written = ''): Promise<readonly string[]> {
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
  server.on('upgrade', (request, stream) => {
    asked.push(`${request.method} ${new URL(request.url!, 'http://engine').pathname}`);
    stream.write('HTTP/1.1 101 UPGRADED\r\nconnection: Upgrade\r\nupgrade: tcp\r\n\r\n');
    const header = Buffer.alloc(8);
    header.writeUInt8(2, 0);
    header.writeUInt32BE(Buffer.byteLength(written), 4);
    stream.end(Buffer.concat([header, Buffer.from(written)]));
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
