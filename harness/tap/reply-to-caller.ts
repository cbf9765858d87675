import type { Socket } from 'node:net';
import { BoundedBytes } from './wire/bounded-bytes.ts';

/** What is to be read more slowly where the caller does not take what it is given. */
interface Source {
  pause(): void;
  resume(): void;
}

/** The way of one reply to the caller: it passes as it comes, or is held back until it is decided what becomes of it. */
export class ReplyToCaller {
  readonly #caller: Socket;
  readonly #source: Source;
  #held: BoundedBytes | undefined;
  #unwritten: Buffer | undefined;

  constructor(caller: Socket, source: Source) {
    this.#caller = caller;
    this.#source = source;
  }

  get isHeld(): boolean {
    return this.#held !== undefined;
  }

  /** Holds back what passes from now on. */
  hold(maximumBytes: number): void {
    this.#held = new BoundedBytes(maximumBytes);
  }

  /** Whether so much more can be held back. */
  fits(bytes: Buffer): boolean {
    return this.#held?.fits(bytes) !== false;
  }

  pass(bytes: Buffer): void {
    if (this.#held) this.#held.add(bytes);
    else this.#unwritten = this.#unwritten ? joined(this.#unwritten, bytes) : bytes;
  }

  /** Lets go what was held; what comes after it passes. */
  release(): void {
    const held = this.#held?.bytes();
    this.#held = undefined;
    if (held && held.length > 0) this.pass(Buffer.from(held.buffer, held.byteOffset, held.length));
  }

  /** In place of what was held. */
  give(head: Buffer, body: Uint8Array): void {
    this.#held = undefined;
    this.#unwritten = Buffer.concat([head, body]);
  }

  /** Writes what has passed: what came together leaves together, as writing is most of what a call costs. */
  flush(): void {
    const bytes = this.#unwritten;
    this.#unwritten = undefined;
    if (!bytes || this.#caller.write(bytes)) return;
    this.#source.pause();
    this.#caller.once('drain', () => this.#source.resume());
  }

  /** Ends the caller's connection, when what has passed is written. */
  end(how: 'closed' | 'reset'): void {
    this.flush();
    if (how === 'closed') this.#caller.end();
    else this.#caller.write('', () => this.#caller.resetAndDestroy());
  }
}

/** One after the other; without a copy, where they stand so in one buffer. */
function joined(one: Buffer, other: Buffer): Buffer {
  const isNext = one.buffer === other.buffer && one.byteOffset + one.length === other.byteOffset;
  return isNext ? Buffer.from(one.buffer, one.byteOffset, one.length + other.length) : Buffer.concat([one, other]);
}
