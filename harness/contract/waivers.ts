import type { Contract, Waiver } from './contract.ts';

/** The waivers that hold on a day (UTC): up to and including the day on which they expire. */
export function activeWaivers({ waivers }: Pick<Contract, 'waivers'>, today: Date): Waiver[] {
  return waivers.filter(({ expires }) => expires >= dayOf(today));
}

/** The waivers that hold no more; they are named in reports, and change nothing. */
export function expiredWaivers({ waivers }: Pick<Contract, 'waivers'>, today: Date): Waiver[] {
  return waivers.filter(({ expires }) => expires < dayOf(today));
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
