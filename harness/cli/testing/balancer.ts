import { connect, createServer, type Socket } from 'node:net';

/** What stands before several endpoints. */
export interface Balancer extends AsyncDisposable {
  readonly url: string;
  /** How many connections each of them was given. */
  readonly given: readonly number[];
}

/** Gives each new connection to the next of them, as balancers of connections do. */
export async function balancing(urls: readonly string[]): Promise<Balancer> {
  const given = urls.map(() => 0);
  const open = new Set<Socket>();
  let turn = 0;
  const server = createServer((caller) => {
    const next = turn++ % urls.length;
    given[next]! += 1;
    const endpoint = connect(Number(new URL(urls[next]!).port), '127.0.0.1');
    for (const [socket, other] of [
      [caller, endpoint],
      [endpoint, caller],
    ] as const) {
      open.add(socket);
      socket
        .on('error', () => {})
        .on('close', () => {
          open.delete(socket);
          other.destroy();
        });
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens nowhere');
  return {
    url: `http://127.0.0.1:${address.port}`,
    given,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
