import { type Phase, phases } from '../history/phase.ts';
import { clipped } from './plain-text.ts';
import { countOf, durationInWords } from './wording.ts';

const leastMillisecondsBetween = 100;
const widthWithoutTerminal = 80;
const toLineStart = '\r';
const clearToLineEnd = '\x1b[K';

/** A stream that may be a terminal, such as `process.stderr`. */
interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** `nominal: 12,345 requests, 3.2 s (rows drawn within the ranges, many in flight)`, in fewer than `width` columns. */
export function progressLine({
  phase,
  requests,
  seconds,
  width,
}: {
  phase: Phase;
  requests: number;
  seconds: number;
  width: number;
}): string {
  const [meaning] = phases[phase].split(';');
  const line = `${phase}: ${countOf(requests, 'request')}, ${durationInWords(seconds)} (${meaning})`;
  // A line as wide as the terminal would already take the next one.
  return clipped(line, Math.max(width - 1, 1));
}

/** One line of a terminal that tells how far a run is. Where the stream is no terminal, nothing is written. */
export class Progress {
  readonly #stream: ProgressStream;
  readonly #clock: () => number;
  readonly #began: number;
  #shownAt = Number.NEGATIVE_INFINITY;
  #visible = false;

  /** @param clock - milliseconds, never going back */
  constructor(stream: ProgressStream, clock: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#clock = clock;
    this.#began = clock();
  }

  /** Rewrites the line, at most ten times a second: it may be called for every request. */
  show({ phase, requests }: { phase: Phase; requests: number }): void {
    if (!this.#stream.isTTY) return;
    const now = this.#clock();
    if (now - this.#shownAt < leastMillisecondsBetween) return;
    this.#shownAt = now;
    this.#visible = true;
    const seconds = (now - this.#began) / 1_000;
    const width = this.#stream.columns || widthWithoutTerminal;
    this.#stream.write(`${toLineStart}${progressLine({ phase, requests, seconds, width })}${clearToLineEnd}`);
  }

  /** Removes the line, so that what is written next stands where it was. */
  clear(): void {
    if (!this.#visible) return;
    this.#visible = false;
    this.#shownAt = Number.NEGATIVE_INFINITY;
    this.#stream.write(`${toLineStart}${clearToLineEnd}`);
  }
}
