import type { Client } from '@grpc/grpc-js';

/** Lends out so many connections, one call each: whoever comes when all are lent waits, and gets the next in turn. */
export class GrpcChannels {
  readonly #most: number;
  readonly #open: () => Client;
  readonly #all = new Set<Client>();
  /** The one that was used last is lent first: it is the least likely to have gone. */
  readonly #free: Client[] = [];
  readonly #waiting: ((client: Client) => void)[] = [];

  constructor(most: number, open: () => Client) {
    this.#most = most;
    this.#open = open;
  }

  take(use: (client: Client) => void): void {
    const client = this.#free.pop() ?? (this.#all.size < this.#most ? this.#opened() : undefined);
    if (client) use(client);
    else this.#waiting.push(use);
  }

  /** @param broken - it is closed, and another takes its place: so none waits until it may connect again */
  giveBack(client: Client, broken: boolean): void {
    if (broken) {
      this.#all.delete(client);
      client.close();
    }
    const next = this.#waiting.shift();
    if (next) next(broken ? this.#opened() : client);
    else if (!broken) this.#free.push(client);
  }

  /** Who waits is never served. */
  close(): void {
    this.#waiting.length = 0;
    for (const client of this.#all) client.close();
    this.#all.clear();
    this.#free.length = 0;
  }

  #opened(): Client {
    const client = this.#open();
    this.#all.add(client);
    return client;
  }
}
