import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server of this test's own, gone after it. */
export async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

export function reply(response: ServerResponse, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end('{"action": 1}');
}

/** Holds every reply until so many are waiting, then gives them, the last first. */
export function inGroupsOf(size: number): { listener: RequestListener; waiting: () => number; most: () => number } {
  let held: ServerResponse[] = [];
  let most = 0;
  return {
    waiting: () => held.length,
    most: () => most,
    listener: (request, response) => {
      request.resume();
      held.push(response);
      most = Math.max(most, held.length);
      if (held.length < size) return;
      const group = held.reverse();
      held = [];
      for (const each of group) reply(each);
    },
  };
}
