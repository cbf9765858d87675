import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Where everything that Assay starts listens. */
export const loopback = '127.0.0.1';

/**
 * Below those that systems give to whoever connects, or listens on any port: what begins to listen on one of these a moment
 * later, or again after it was killed, does not find that somebody was given it by chance.
 */
const least = 20_000;
const most = 29_999;
const mostTried = 1_000;

/** A port of the loopback address on which nothing listens. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < mostTried; tried += 1) {
    const port = randomInt(least, most + 1);
    if (await isFree(port)) return port;
  }
  throw new Error(`none of ${mostTried} ports from ${least} to ${most} is free`);
}

export async function isFree(port: number): Promise<boolean> {
  await using server = createServer();
  server.listen({ port, host: loopback, exclusive: true });
  try {
    await once(server, 'listening');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
}
