import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Grade } from '../checks/check.ts';
import { type ClauseVerdict, runVerdict, strongest } from './verdict.ts';

const clause = (given: Partial<ClauseVerdict>): ClauseVerdict => ({
  id: 'USED-1',
  sentence: '',
  verdict: 'PROVEN',
  grade: null,
  examined: 0,
  nearTies: 0,
  violations: 0,
  findings: [],
  reason: null,
  notes: [],
  waived: null,
  ...given,
});

const grades: readonly Grade[] = ['claimed', 'corroborated', 'caused'];
const anyClause = fc
  .record({
    verdict: fc.constantFrom('PROVEN' as const, 'REFUTED' as const, 'UNPROVEN' as const, 'NOT ASKED' as const),
    grade: fc.option(fc.constantFrom(...grades)),
    waived: fc.option(fc.constant({ reason: 'known', expires: '2027-01-31' }), { freq: 3 }),
  })
  .map(clause);

describe('the verdict of a run', () => {
  test('is REFUTED if any clause that counts is, else UNPROVEN if any is, else PROVEN', () => {
    fc.assert(
      fc.property(fc.array(anyClause, { maxLength: 6 }), (clauses) => {
        const counted = clauses.filter(({ verdict, waived }) => verdict !== 'NOT ASKED' && waived === null);
        const has = (wanted: string) => counted.some(({ verdict }) => verdict === wanted);
        const { verdict } = runVerdict(clauses);
        expect(verdict === 'REFUTED').toBe(has('REFUTED'));
        expect(verdict === 'PROVEN').toBe(has('PROVEN') && !has('REFUTED') && !has('UNPROVEN'));
      }),
      { seed: 17 },
    );
  });

  test('is UNPROVEN where nothing was proven: nothing asked, or everything waived', () => {
    const waived = { reason: 'known', expires: '2027-01-31' };
    expect(runVerdict([]).verdict).toBe('UNPROVEN');
    expect(runVerdict([clause({ verdict: 'NOT ASKED' })]).verdict).toBe('UNPROVEN');
    expect(runVerdict([clause({ waived }), clause({ verdict: 'REFUTED', waived })]).verdict).toBe('UNPROVEN');
  });

  test('keeps every clause, in order', () => {
    const clauses = [clause({ id: 'FEAT-1' }), clause({ id: 'USED-1', verdict: 'NOT ASKED' })];
    expect(runVerdict(clauses).clauses).toEqual(clauses);
  });
});

describe('the grade of a run', () => {
  test('is the strongest by which a clause was proven', () => {
    const proven = clause({ grade: 'claimed' });
    const refuted = clause({ verdict: 'REFUTED', grade: 'caused' });
    const waived = clause({ grade: 'caused', waived: { reason: 'known', expires: '2027-01-31' } });
    expect(runVerdict([proven, refuted, waived]).grade).toBe('claimed');
    expect(runVerdict([proven, clause({ grade: 'corroborated' })]).grade).toBe('corroborated');
    expect(runVerdict([refuted]).grade).toBeNull();
  });

  test.each<[Grade | null, (Grade | null)[]]>([
    [null, []],
    [null, [null]],
    ['claimed', [null, 'claimed']],
    ['corroborated', ['corroborated', 'claimed']],
    ['caused', ['claimed', 'caused', 'corroborated']],
  ])('%s is the strongest of %j', (grade, given) => {
    expect(strongest(given)).toBe(grade);
  });
});
