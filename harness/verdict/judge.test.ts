import { describe, expect, test } from 'vitest';
import type { Clause, Suite } from '../../suites/suite.ts';
import type { Check, CheckResult, Grade, JudgedExchange } from '../checks/check.ts';
import { servedActionIsTheOracles } from '../checks/served-action-is-the-oracles.ts';
import { answer, lost, preferring } from '../checks/testing/replies.ts';
import { contract, endpoint } from '../checks/testing/small-contract.ts';
import { ToldRun } from '../checks/testing/told-run.ts';
import { type ClauseId, clauseIds } from '../contract/clauses.ts';
import type { Waiver } from '../contract/contract.ts';
import type { Phase } from '../history/phase.ts';
import { protocolOf } from '../protocols/protocol-of.ts';
import { judge } from './judge.ts';
import { atOnce } from './testing/at-once.ts';
import type { ClauseVerdict } from './verdict.ts';

const protocol = protocolOf({ contract, endpoint, environment: () => undefined });
const nothing: CheckResult = { examined: 0, violations: 0, findings: [], nearTies: 0, notes: [] };
const finding = { clause: 'USED-1', about: 'it is wrong', expected: 'right', seen: 'wrong' } as const;

/** A check that comes to this conclusion, whatever it sees. */
function concluding(
  result: Partial<CheckResult>,
  { grade = 'claimed', phases = [] }: { grade?: Grade; phases?: readonly Phase[] } = {},
): Check {
  return {
    clause: 'USED-1',
    grade,
    phases,
    begin: () => ({ see: () => {}, conclude: () => ({ ...nothing, ...result }) }),
  };
}

const satisfied = concluding({ examined: 5 });
const refuting = concluding({ examined: 5, violations: 3, findings: [finding] });

function suiteOf(...clauses: readonly (Partial<Clause> & Pick<Clause, 'checks'>)[]): Suite {
  const ids = ['USED-1', 'USED-2', 'USED-3', 'USED-4'] as const;
  return {
    group: 'USED',
    title: 'the trained model is what answers',
    clauses: clauses.map((clause, index) => ({
      id: ids[index]!,
      sentence: `promise ${index + 1}`,
      needs: [],
      ...clause,
    })),
  };
}

function judged(
  suite: Suite,
  { run = new ToldRun(), waivers = [], asked }: { run?: ToldRun; waivers?: readonly Waiver[]; asked?: ClauseId[] } = {},
) {
  const judging = {
    history: run,
    contract,
    endpoint,
    protocol,
    suites: [suite],
    asked: asked ?? suite.clauses.map(({ id }) => id),
    waivers: [...waivers],
  };
  const { clauses, ...verdict } = atOnce(judge(judging));
  const of = (id: ClauseId): ClauseVerdict => clauses.find((clause) => clause.id === id)!;
  return { verdict, clauses, of };
}

describe('a check of something that the contract does not promise', () => {
  const ofAMask: Check = { ...concluding({}), appliesTo: ({ policy }) => policy.mask !== undefined };

  test('is not begun, and leaves nothing open', () => {
    const { of } = judged(
      suiteOf({ checks: [satisfied, ofAMask] }, { checks: [{ ...ofAMask, appliesTo: () => true }] }),
    );
    expect(of('USED-1')).toMatchObject({ verdict: 'PROVEN', examined: 5, reason: null });
    expect(of('USED-2')).toMatchObject({ verdict: 'UNPROVEN', reason: 'nothing was examined' });
  });
});

describe('a clause is PROVEN', () => {
  test('when every check of it examined something and found nothing', () => {
    const checks = [satisfied, concluding({ examined: 7, nearTies: 2, notes: ['seen'] }, { grade: 'corroborated' })];
    const { verdict, of } = judged(suiteOf({ checks }));
    expect(of('USED-1')).toEqual({
      id: 'USED-1',
      sentence: 'promise 1',
      verdict: 'PROVEN',
      grade: 'corroborated',
      examined: 12,
      nearTies: 2,
      violations: 0,
      findings: [],
      reason: null,
      notes: ['seen'],
      waived: null,
    });
    expect(verdict).toEqual({ verdict: 'PROVEN', grade: 'corroborated' });
  });
});

describe('a clause is REFUTED', () => {
  test('by one finding of one check, whatever the others say', () => {
    const { verdict, of } = judged(suiteOf({ checks: [satisfied, refuting, concluding({ unproven: 'too few' })] }));
    expect(of('USED-1')).toMatchObject({ verdict: 'REFUTED', violations: 3, findings: [finding], reason: null });
    expect(verdict).toEqual({ verdict: 'REFUTED', grade: null });
  });

  test('also in a campaign that ended early', () => {
    const run = new ToldRun().fact({ kind: 'aborted', reason: 'the endpoint is gone' });
    expect(judged(suiteOf({ needs: ['nominal'], checks: [refuting] }), { run }).of('USED-1').verdict).toBe('REFUTED');
  });
});

describe('a clause is UNPROVEN', () => {
  const reasonOf = (clause: Partial<Clause> & Pick<Clause, 'checks'>, run?: ToldRun) => {
    const { of } = judged(suiteOf(clause), run ? { run } : {});
    const { verdict, reason, grade } = of('USED-1');
    expect(verdict).toBe('UNPROVEN');
    return { reason, grade };
  };

  test('when a check examined nothing, and of no grade when none did', () => {
    expect(reasonOf({ checks: [concluding({})] })).toEqual({ reason: 'nothing was examined', grade: null });
    expect(reasonOf({ checks: [satisfied, concluding({})] })).toEqual({
      reason: 'nothing was examined',
      grade: 'claimed',
    });
  });

  test('when a check says why it could not examine everything', () => {
    expect(reasonOf({ checks: [satisfied, concluding({ examined: 9, unproven: 'too few' })] }).reason).toBe('too few');
  });

  test('when it has no checks', () => {
    expect(reasonOf({ checks: [] }).reason).toBe('this Assay has no check for it');
  });

  test('when it is asked, and no suite knows it', () => {
    const { of } = judged(suiteOf({ checks: [satisfied] }), { asked: ['USED-1', 'SWAP-3'] });
    expect(of('SWAP-3')).toMatchObject({ verdict: 'UNPROVEN', reason: 'this Assay has no check for it' });
  });

  test('when a phase that it needs was skipped, for the reason that was recorded', () => {
    const run = new ToldRun().fact({ kind: 'skipped', phase: 'cold', reason: 'the endpoint ran already' });
    expect(reasonOf({ needs: ['nominal', 'cold'], checks: [satisfied] }, run).reason).toBe('the endpoint ran already');
    expect(judged(suiteOf({ needs: ['nominal'], checks: [satisfied] }), { run }).of('USED-1').verdict).toBe('PROVEN');
  });

  test('when the campaign ended before its end, for that reason, unless it needs nothing of it', () => {
    const run = new ToldRun().fact({ kind: 'aborted', reason: 'the endpoint is gone' });
    expect(reasonOf({ needs: ['nominal'], checks: [satisfied] }, run).reason).toBe('the endpoint is gone');
    expect(judged(suiteOf({ checks: [satisfied] }), { run }).of('USED-1').verdict).toBe('PROVEN');
    expect(reasonOf({ checks: [concluding({})] }, run).reason).toBe('the endpoint is gone');
  });
});

describe('a check that crashes', () => {
  const boom = () => {
    throw new TypeError('boom');
  };
  const sees: Check = { ...satisfied, phases: ['nominal'] };
  const crashing: readonly [string, Check][] = [
    ['at its beginning', { ...sees, begin: boom }],
    ['at an exchange', { ...sees, begin: () => ({ see: boom, conclude: () => ({ ...nothing, examined: 1 }) }) }],
    ['at its conclusion', { ...sees, begin: () => ({ see: () => {}, conclude: boom }) }],
  ];
  const run = () => new ToldRun().call({ expected: [preferring(0)], reply: answer(0) });

  test.each(crashing)('%s has proven nothing and refuted nothing, and the others go on', (_, check) => {
    const { of } = judged(suiteOf({ checks: [check] }, { checks: [satisfied] }, { checks: [check, refuting] }), {
      run: run(),
    });
    expect(of('USED-1')).toMatchObject({
      verdict: 'UNPROVEN',
      reason: 'a check of USED-1 crashed: boom',
      examined: 0,
      grade: null,
    });
    expect(of('USED-2').verdict).toBe('PROVEN');
    expect(of('USED-3').verdict).toBe('REFUTED');
  });

  test('sees nothing more', () => {
    let seen = 0;
    const check: Check = {
      ...sees,
      begin: () => ({
        see: () => {
          seen += 1;
          boom();
        },
        conclude: () => nothing,
      }),
    };
    judged(suiteOf({ checks: [check] }), { run: run().call({ expected: [preferring(0)], reply: answer(0) }) });
    expect(seen).toBe(1);
  });
});

describe('what is not asked', () => {
  test('is listed, and decides nothing', () => {
    const { verdict, clauses, of } = judged(suiteOf({ checks: [satisfied] }, { checks: [refuting] }), {
      asked: ['USED-1'],
    });
    expect(of('USED-2')).toMatchObject({ verdict: 'NOT ASKED', sentence: 'promise 2', grade: null, findings: [] });
    expect(verdict.verdict).toBe('PROVEN');
    expect(clauses.map(({ id }) => id)).toEqual(clauseIds);
  });

  test('is not even begun', () => {
    const check: Check = { ...satisfied, begin: () => expect.unreachable() };
    expect(
      judged(suiteOf({ checks: [satisfied] }, { checks: [check] }), { asked: ['USED-1'] }).of('USED-2').verdict,
    ).toBe('NOT ASKED');
  });
});

describe('a waiver', () => {
  const waiver = (clause: Waiver['clause']): Waiver => ({ clause, reason: 'known', expires: '2027-01-31' });
  const suite = suiteOf({ checks: [satisfied] }, { checks: [refuting] });

  test('shows the clause as it is, and does not count it', () => {
    const { verdict, of } = judged(suite, { waivers: [waiver('USED-2')] });
    expect(of('USED-2')).toMatchObject({
      verdict: 'REFUTED',
      findings: [finding],
      waived: { reason: 'known', expires: '2027-01-31' },
    });
    expect(verdict.verdict).toBe('PROVEN');
  });

  test('of a group waives its clauses, and no run is PROVEN by waivers alone', () => {
    const { verdict, clauses } = judged(suite, { waivers: [waiver('USED')] });
    expect(clauses.filter(({ waived }) => waived !== null).map(({ id }) => id)).toEqual(['USED-1', 'USED-2']);
    expect(verdict).toEqual({ verdict: 'UNPROVEN', grade: null });
  });

  test('of another clause changes nothing', () => {
    const { verdict, of } = judged(suite, { waivers: [waiver('USED-1'), waiver('FEAT')] });
    expect(verdict.verdict).toBe('REFUTED');
    expect(of('USED-2').waived).toBeNull();
  });
});

describe('the one pass over the history', () => {
  test('shows each check the exchanges of its phases, in order, with their replies understood', () => {
    const seen: [number, string][] = [];
    const check: Check = {
      ...satisfied,
      phases: ['golden', 'repeat'],
      begin: () => ({
        see: ({ exchange, reply }: JudgedExchange) => void seen.push([exchange.id, reply.kind]),
        conclude: () => nothing,
      }),
    };
    const run = new ToldRun();
    for (const phase of ['golden', 'nominal', 'repeat', 'golden'] as const) {
      run.call({ phase, expected: [preferring(0)], reply: phase === 'repeat' ? lost() : answer(0) });
    }
    judged(suiteOf({ checks: [check] }), { run });
    expect(seen).toEqual([
      [1, 'answered'],
      [3, 'lost'],
      [4, 'answered'],
    ]);
  });

  test('brings a real check to its verdict', () => {
    const run = new ToldRun();
    run.call({ expected: [preferring(0)], reply: answer(0) }).call({ expected: [preferring(1)], reply: answer(2) });
    const { of } = judged(suiteOf({ checks: [] }, { checks: [servedActionIsTheOracles] }), { run });
    expect(of('USED-2')).toMatchObject({ verdict: 'REFUTED', examined: 2, violations: 1, grade: 'corroborated' });
    expect(of('USED-2').findings[0]).toMatchObject({ exchange: 2, row: 0 });
  });
});
