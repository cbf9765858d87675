import type { Sizing } from '../contract/contract.ts';
import { type Tier, tiers } from '../contract/sizing.ts';
import type { Table } from './check.ts';
import { numberInWords } from './wording.ts';

interface Sized {
  readonly tier: Tier;
  readonly full: number;
  readonly size: number;
}

/** What was seen of one tier. */
interface Seen {
  examined: number;
  /** As shares of the full size. */
  readonly shares: Extent;
}

/** The least and the most of some numbers. */
class Extent {
  #least = Number.POSITIVE_INFINITY;
  #most = Number.NEGATIVE_INFINITY;

  see(value: number): void {
    this.#least = Math.min(this.#least, value);
    this.#most = Math.max(this.#most, value);
  }

  get inWords(): string {
    if (this.#least > this.#most) return '';
    const [least, most] = [this.#least, this.#most].map((share) => (share === 0 ? 'none' : numberInWords(share)));
    return least === most ? `${least}` : `${least} to ${most}`;
  }
}

/** The four tiers, and what was seen of each. Its size does not grow with the decisions. */
export class TierTable {
  readonly #sizing: Sizing;
  readonly #seen: Readonly<Record<Tier, Seen>>;

  constructor(sizing: Sizing) {
    this.#sizing = sizing;
    const nothing = (): Seen => ({ examined: 0, shares: new Extent() });
    this.#seen = { target: nothing(), scale: nothing(), floor: nothing(), veto: nothing() };
  }

  see({ tier, full, size }: Sized): void {
    const seen = this.#seen[tier];
    seen.examined += 1;
    seen.shares.see(size / full);
  }

  /** Tiers of which nothing was seen. */
  get missing(): readonly Tier[] {
    return tiers.filter((tier) => this.#seen[tier].examined === 0);
  }

  /** `target 120, scale 80, floor 44, veto 36`. */
  get inWords(): string {
    return tiers.map((tier) => `${tier} ${this.#seen[tier].examined}`).join(', ');
  }

  get table(): Table {
    return {
      title: 'size by the tail mean, as a share of the full one',
      columns: ['tier', 'tail mean', 'share due', 'examined', 'shares seen'],
      rows: tiers.map((tier) => {
        const { examined, shares } = this.#seen[tier];
        return [tier, ...this.#due(tier), `${examined}`, shares.inWords];
      }),
    };
  }

  /** Where the tier begins and ends, and the share of the full size that is due there. */
  #due(tier: Tier): readonly [range: string, share: string] {
    const { target, floor, veto, smallest } = this.#sizing;
    switch (tier) {
      case 'target':
        return [`from ${target}`, '1'];
      case 'scale':
        return [`above ${floor}, below ${target}`, `${smallest} to 1`];
      case 'floor':
        return [`${veto} to ${floor}`, `${smallest}`];
      case 'veto':
        return [`below ${veto}`, 'none'];
    }
  }
}
