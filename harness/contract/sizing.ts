import type { Sizing } from './contract.ts';

/** The tiers of a sizing, from the best tail mean to the worst. */
export const tiers = ['target', 'scale', 'floor', 'veto'] as const;
export type Tier = (typeof tiers)[number];

type Bounds = Pick<Sizing, 'target' | 'floor' | 'veto'>;

/**
 * In which tier a tail mean lies. Each bound belongs to the tier above it but for the floor: the smallest size is that of
 * the floor itself, and down to the veto.
 */
export function tierOf({ target, floor, veto }: Bounds, estimate: number): Tier {
  if (estimate >= target) return 'target';
  if (estimate > floor) return 'scale';
  return estimate >= veto ? 'floor' : 'veto';
}

/**
 * Which share of its full size an order has.
 *
 * @param estimate - the tail mean, finite
 * @returns from 0, where no order is placed, to 1
 */
export function shareOf(sizing: Bounds & Pick<Sizing, 'smallest'>, estimate: number): number {
  const { target, floor, smallest } = sizing;
  switch (tierOf(sizing, estimate)) {
    case 'target':
      return 1;
    case 'scale':
      return smallest + (1 - smallest) * ((estimate - floor) / (target - floor));
    case 'floor':
      return smallest;
    case 'veto':
      return 0;
  }
}

/** A share of a full size, rounded down to a multiple of the step, where there is one; all of it as it is. */
export function sizeOf({ step }: Pick<Sizing, 'step'>, full: number, share: number): number {
  if (share === 1) return full;
  const size = full * share;
  return step === undefined ? size : Math.floor(size / step) * step;
}

/** What two correct computations in float64 may differ by, as a share. */
const lastDigits = 1e-9;

/** Whether a size is that of a share, whichever way its last digits were rounded. */
export function isSizeOf(sizing: Pick<Sizing, 'step'>, full: number, share: number, size: number): boolean {
  if (share === 1) return size === full;
  const least = sizeOf(sizing, full, share * (1 - lastDigits));
  const most = sizeOf(sizing, full, Math.min(share * (1 + lastDigits), 1));
  return sizing.step === undefined ? size >= least && size <= most : size === least || size === most;
}
