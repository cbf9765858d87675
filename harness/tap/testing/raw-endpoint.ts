import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface RawEndpoint {
  readonly origin: string;
  /** Everything that it was sent, of all connections together. */
  readonly received: () => string;
  readonly connections: () => number;
}

/** A server that answers with bytes: called with each connection, and with what came on it whenever something came. */
export async function rawEndpoint(answer: (socket: Socket, text: string) => void): Promise<RawEndpoint> {
  let received = '';
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1');
      answer(socket, bytes.toString('latin1'));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => received,
    connections: () => sockets.size,
  };
}

/** One that answers every request with the same bytes. */
export function alwaysAnswering(bytes: string): Promise<RawEndpoint> {
  return rawEndpoint((socket) => socket.write(bytes, 'latin1'));
}
