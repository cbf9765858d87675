import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface RawCaller {
  readonly socket: Socket;
  send(text: string): void;
  /** Everything that came so far. */
  readonly received: () => string;
  /** Resolves when this has come. */
  until(text: string): Promise<void>;
  /** Resolves when the connection is gone: by a FIN, or by a RST. */
  readonly ended: Promise<'ended' | 'reset'>;
}

/** A client that sends bytes and sees what comes back. */
export async function rawCaller(origin: string): Promise<RawCaller> {
  const { hostname, port } = new URL(origin);
  const socket = connect({ host: hostname, port: Number(port) });
  onTestFinished(() => void socket.destroy());
  let received = '';
  let how: 'ended' | 'reset' = 'ended';
  socket.on('data', (bytes) => {
    received += bytes.toString('latin1');
    socket.emit('more');
  });
  socket.on('error', () => {
    how = 'reset';
  });
  const ended = new Promise<'ended' | 'reset'>((resolve) => socket.once('close', () => resolve(how)));
  await once(socket, 'connect');
  return {
    socket,
    send: (text) => void socket.write(text, 'latin1'),
    received: () => received,
    until: async (text) => {
      while (!received.includes(text)) {
        const isOver = await Promise.race([once(socket, 'more').then(() => false), ended.then(() => true)]);
        if (isOver && !received.includes(text)) throw new Error(`the connection was gone before ${text}: ${received}`);
      }
    },
    ended,
  };
}

/** A request with a length, as an application sends it. */
export function post(body: string, headers = ''): string {
  return `POST /predict HTTP/1.1\r\nHost: here\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** A reply with a length, as an endpoint sends it. */
export function ok(body: string, headers = ''): string {
  return `HTTP/1.1 200 OK\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
