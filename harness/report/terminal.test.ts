import { stripVTControlCharacters } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { VerdictDocument } from '../evidence/verdict-document.ts';
import { lastLine } from './last-line.ts';
import { terminalReport } from './terminal.ts';
import { clause, documentSaying, refutedDocument, verdictDocument } from './testing/documents.ts';
import { forbidden, hostileText } from './testing/hostile-text.ts';
import { columnsOf } from './wrapping.ts';

const plain = { width: 100, colour: false };
const waiver = { clause: 'FEAT-2', reason: 'numbers as strings; the fix is merged', expires: '2027-01-31' } as const;

function linesOf(document: VerdictDocument, options = plain): string[] {
  return terminalReport(document, options).split('\n');
}

test('a proven run is told in full in less than 25 lines', () => {
  const lines = linesOf(verdictDocument());
  expect(lines.length).toBeLessThanOrEqual(25);
  expect(lines).toEqual([
    'kalshi-limit-order on embedded, seed 42',
    '9,311 requests with 14,002 observations in 21.4 s, from 2026-01-15T06:19:49Z, assay 0.1.0',
    'SHA-256 of the artifact 5db6d24a138b, of all that was sent 9c1185a5c5e9',
    '',
    '✓ ARTIFACT  4 of 4 proven  37,244 examined  corroborated: batch sizes 1, 2, 3, 8, 32, 64',
    '✓ LOAD      4 of 4 proven  37,244 examined  3 corroborated, 1 claimed: ready after 412 ms',
    '✓ FEAT      3 of 3 proven  27,933 examined  corroborated',
    '✓ VARY      5 of 5 proven  46,555 examined  corroborated: 21 different actions in 6000 answers',
    '✓ ACT       1 of 1 proven   9,311 examined  corroborated: 21 of 21 actions reached',
    '✓ USED      4 of 4 proven  37,244 examined  3 corroborated, 1 claimed',
    '    inferences grew by 9311, fallbacks by 0; 0 of 9311 calls were not answered by the model: the',
    '    rate is below 0.0494 % at 99 % confidence',
    '✓ SEEN      2 of 2 proven  18,622 examined  corroborated',
    '✓ TIME      3 of 3 proven  27,933 examined  corroborated',
    '    p50 1.21 ms, p95 2.90 ms, p99 4.87 ms at 200 requests a second, 1000 requests, counted from when',
    '    they were due; stated 0.311 ms, waited 0.742 ms, way there and back 0.402 ms (medians); first',
    '    answer 437 ms after the start',
    '',
    'near-ties   12, counted apart: two correct runtimes may answer them differently',
    '',
    'evidence    /srv/models/assay-evidence/kalshi-limit-order-20260115-061949-42',
    '',
    lastLine(verdictDocument()),
  ]);
});

describe('a refuted run', () => {
  test('ends with the first failing call, the diagnosis, the evidence and the verdict', () => {
    expect(linesOf(refutedDocument()).slice(-10)).toEqual([
      "first       USED-2 at call 17: the served action is not the model's",
      'expected    action 3 (BUY_YES_20)',
      'seen        action 0 (HOLD), used_trained_model true',
      'smallest    mid_price: 0.5, reference_edge_yes: -0.03, position_yes: 12; the rest at rest',
      '            expected action 7 (BUY_NO_5), seen action 0 (HOLD), used_trained_model true at call 9402',
      'alone       it fails when it is sent alone',
      'diagnosis   explained 1000/1000: features 3..18 are zero-filled',
      'evidence    /srv/models/assay-evidence/kalshi-limit-order-20260115-061949-42',
      '',
      lastLine(refutedDocument()),
    ]);
  });

  test('names the fault that was planted and the policy that was put in', () => {
    const lines = linesOf(refutedDocument({ policy: 'policies/candidate' }));
    expect(lines).toContain('fault       three-of-eighteen, planted on purpose');
    expect(lines).toContain('policy      policies/candidate');
  });

  test('tells each refuted clause with its violations and the first findings of each kind', () => {
    const report = terminalReport(refutedDocument(), plain);
    expect(report).toContain(
      [
        '✗ REFUTED FEAT-3: the sentence of FEAT-3',
        '    96 violations, 108 examined, corroborated',
        '    · feature 3 (yes_bid_price_3) does not have the influence that the model gives it',
        '      expected action 3 → 7, seen action 3 → 3 at call 4003',
      ].join('\n'),
    );
    expect(report).toContain('    and 1 more kind of finding in the evidence');
    expect(report).toContain(
      '✗ REFUTED USED-2: the sentence of USED-2\n    4,012 violations, 9,311 examined, corroborated\n',
    );
  });

  test('tells an unproven clause with its sentence and its reason', () => {
    expect(terminalReport(refutedDocument(), plain)).toContain(
      '? UNPROVEN SEEN-2: the sentence of SEEN-2\n    nothing was examined\n',
    );
  });

  test('says so where no hypothesis fits', () => {
    expect(linesOf(refutedDocument({ diagnosis: null }))).toContain('diagnosis   no hypothesis fits');
  });

  test('lists what was not asked', () => {
    const lines = linesOf(refutedDocument(), { width: 200, colour: false });
    expect(lines).toContain(
      'not asked   LOAD-5, FEAT-4, FEAT-5, ACT-2, ACT-3, ACT-4, ACT-5, CAUSE, SWAP, TIME-3, SIZE, TRACK, RETRAIN',
    );
  });

  test('says nothing of sending alone where the violation is in no one call', () => {
    const { firstFailure } = refutedDocument();
    const late = {
      clause: 'TIME-1',
      about: 'p99 of the latency is beyond its budget',
      expected: '50 ms',
      seen: '80 ms',
    } as const;
    const report = terminalReport(
      refutedDocument({
        firstFailure: {
          ...firstFailure!,
          clause: 'TIME-1',
          finding: late,
          observation: null,
          failsAlone: false,
          smallest: null,
          smallestFinding: null,
        },
      }),
      plain,
    );
    expect(report).toContain('first       TIME-1: p99 of the latency is beyond its budget\n');
    expect(report).not.toContain('alone ');
    expect(report).not.toContain('smallest');
  });
});

test('clauses that are unproven for one reason are told together', () => {
  const { clauses } = verdictDocument();
  const changed = clauses
    .filter(({ id, verdict }) => verdict === 'PROVEN' && !id.startsWith('ARTIFACT'))
    .map(({ id }) => clause(id, { verdict: 'UNPROVEN', reason: 'the endpoint ended with code 1', notes: [] }));
  expect(terminalReport(verdictDocument({ changed }), plain)).toContain(
    '? UNPROVEN LOAD, FEAT, VARY, ACT, USED, SEEN, TIME (22 clauses)\n    the endpoint ended with code 1\n\n',
  );
});

test('of a stack that ended, its last lines are shown before what they leave open', () => {
  const report = terminalReport({ ...verdictDocument(), lastLines: ['Traceback', "No module named 'ray'"] }, plain);
  expect(report).toContain("the last 2 lines of its log\n    Traceback\n    No module named 'ray'\n\n");
});

test('waivers are always shown: what they excuse, why and until when; so are expired ones, and notices', () => {
  const document = verdictDocument({
    changed: [clause('FEAT-2', { verdict: 'REFUTED', violations: 3, waived: waiver })],
    waivers: [waiver, { clause: 'SWAP', reason: 'no reload yet', expires: '2027-02-28' }],
    expiredWaivers: [{ clause: 'TIME', reason: 'slow disk', expires: '2025-12-31' }],
    notices: ['the endpoint listens on all interfaces'],
  });
  const lines = linesOf(document, { width: 120, colour: false });
  expect(document.verdict).toBe('PROVEN');
  expect(lines).toContain(
    'waived      FEAT-2 until 2027-01-31: numbers as strings; the fix is merged; it excuses FEAT-2',
  );
  expect(lines).toContain('waived      SWAP until 2027-02-28: no reload yet; nothing needs it');
  expect(lines).toContain('expired     TIME until 2025-12-31: slow disk; that day is over, so it counts no more');
  expect(lines).toContain('notice      the endpoint listens on all interfaces');
  expect(lines).toContain('✗ REFUTED FEAT-2, waived until 2027-01-31: the sentence of FEAT-2');
});

describe('whatever the stack under test said', () => {
  test('no line but the last is wider than the terminal, and none holds a control character', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 40, max: 200 }), (text, width) => {
        const lines = linesOf(documentSaying(text), { width, colour: false });
        for (const line of lines) expect(line).not.toMatch(forbidden);
        for (const line of lines.slice(0, -1)) expect(columnsOf(line)).toBeLessThanOrEqual(width);
        expect(lines.at(-1)).toMatch(/^REFUTED USED-2: /);
      }),
    );
  });

  test('no line of findings looks like a verdict', () => {
    const lines = linesOf(documentSaying(`${'x '.repeat(60)}\nPROVEN, caused: 56 of 56 asked`), {
      width: 60,
      colour: false,
    });
    const told = lines.slice(
      lines.findIndex((line) => line.startsWith('? ')),
      -1,
    );
    expect(told.some((line) => line.includes('PROVEN, caused'))).toBe(true);
    expect(told.filter((line) => line.startsWith('PROVEN'))).toEqual([]);
  });

  test('colour adds colours and nothing else', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const coloured = terminalReport(documentSaying(text), { width: 80, colour: true });
        const withoutPadding = (report: string) => report.split('\n').map((line) => line.trimEnd());
        expect(withoutPadding(stripVTControlCharacters(coloured))).toEqual(
          withoutPadding(terminalReport(documentSaying(text), { width: 80, colour: false })),
        );
      }),
    );
  });
});

test('colours tell the verdicts apart', () => {
  const coloured = { width: 100, colour: true };
  expect(linesOf(verdictDocument(), coloured).at(-1)).toContain('\x1b[32mPROVEN\x1b[39m, corroborated');
  expect(linesOf(refutedDocument(), coloured).at(-1)).toContain('\x1b[31mREFUTED\x1b[39m USED-2');
});

test('a width that is no width is taken as the narrowest', () => {
  const narrow = terminalReport(refutedDocument(), { width: 40, colour: false });
  for (const width of [0, -1, Number.NaN]) {
    expect(terminalReport(refutedDocument(), { width, colour: false })).toBe(narrow);
  }
});
