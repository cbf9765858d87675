import { chanceOfCount, chanceOfUnevenness } from './chance-bounds.ts';
import type { Draw, Event } from './drawn-distribution.ts';

const bins = 64;

/** Events as they were expected and as they came: two numbers, however many there were. */
export class Counted {
  seen = 0;
  expected = 0;

  see({ happened, chance }: Event): void {
    if (happened) this.seen += 1;
    this.expected += chance;
  }

  /** How likely it is that chance alone made this count. */
  get chance(): number {
    return chanceOfCount(this.seen, this.expected);
  }
}

/** Draws of one dimension, each from its own distribution: its size does not grow with their number. */
export class DrawnSample {
  count = 0;
  readonly away = new Counted();
  readonly #positions = new Float64Array(bins);

  see({ position, away }: Draw): void {
    this.count += 1;
    this.away.see(away);
    this.#positions[Math.min(bins - 1, Math.floor(position * bins))]! += 1;
  }

  /** How likely it is that honest draws look so: by how often they are not the best, and by where they lie. */
  get chance(): number {
    return Math.min(1, 2 * Math.min(this.away.chance, chanceOfUnevenness(this.#positions)));
  }
}
