import type { Call } from './call.ts';

/** Hands calls to the lanes, with one drawing for all who wait. */
export class CallQueue {
  readonly #blocks: AsyncIterator<readonly Call[]>;
  #block: readonly Call[] = [];
  #position = 0;
  #drawing: Promise<void> | undefined;
  #ended = false;

  constructor(blocks: AsyncIterator<readonly Call[]>) {
    this.#blocks = blocks;
  }

  take(): Call | undefined {
    if (this.#ended) return undefined;
    const call = this.#block[this.#position];
    if (call) this.#position += 1;
    return call;
  }

  /** To be called when nothing was left to take; false when nothing will be. */
  async refilled(): Promise<boolean> {
    if (this.#ended) return false;
    this.#drawing ??= this.#draw();
    await this.#drawing;
    return !this.#ended;
  }

  close(): void {
    this.#ended = true;
  }

  async #draw(): Promise<void> {
    try {
      const { done, value } = await this.#blocks.next();
      if (done) this.#ended = true;
      else {
        this.#block = value;
        this.#position = 0;
      }
    } finally {
      this.#drawing = undefined;
    }
  }
}
