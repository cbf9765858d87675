import { expect, test } from 'vitest';
import { activeWaivers, expiredWaivers } from './waivers.ts';

const until = (expires: string) => ({ clause: 'FEAT-2' as const, reason: 'known', expires });
const contract = { waivers: [until('2027-01-30'), until('2027-01-31'), until('2027-02-01')] };

test('a waiver holds up to the end of its last day, in UTC', () => {
  const evening = new Date('2027-01-31T23:59:59Z');
  expect(activeWaivers(contract, evening)).toEqual([until('2027-01-31'), until('2027-02-01')]);
  expect(expiredWaivers(contract, evening)).toEqual([until('2027-01-30')]);
  expect(activeWaivers(contract, new Date('2027-02-01T00:00:00Z'))).toEqual([until('2027-02-01')]);
});
