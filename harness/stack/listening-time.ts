/** What had arrived is read before each of them ends. */
const parts = 10;

/**
 * A deadline of which counts only the time in which this process listened.
 *
 * While a process computes, it hears nothing: a timer that is due after that ends first what has been answered long ago. So
 * a stretch without listening, however long, counts for a tenth of the time at most.
 */
export class ListeningTime implements Disposable {
  readonly #over = new AbortController();
  readonly #part: number;
  #timer: NodeJS.Timeout | undefined;

  /** @param milliseconds - how long it is where the process has nothing else to do */
  constructor(milliseconds: number) {
    this.#part = milliseconds / parts;
    this.#wait(parts);
  }

  /** Aborted when the time is over. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(left: number): void {
    if (left === 0) {
      this.#over.abort();
      return;
    }
    this.#timer = setTimeout(() => {
      // Node reads what has arrived between its timers and its immediates.
      setImmediate(() => this.#timer && this.#wait(left - 1));
    }, this.#part);
  }
}
