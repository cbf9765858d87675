import { describe, expect, test } from 'vitest';
import { lastLine } from './last-line.ts';
import { clause, documentSaying, refutedDocument, replay, verdictDocument } from './testing/documents.ts';

const notAsked = 'LOAD-5, FEAT-4, FEAT-5, ACT-2, ACT-3, ACT-4, ACT-5, CAUSE, SWAP, TIME-3, SIZE, TRACK, RETRAIN';
const waived = { reason: 'the fix is merged', expires: '2027-01-31' };

describe('the last line of a proven run', () => {
  test('names the grade, how much was asked, and what was not', () => {
    expect(lastLine(verdictDocument())).toBe(`PROVEN, corroborated: 26 of 26 asked; not asked: ${notAsked}`);
  });

  test('says nothing of what was not asked where all was', () => {
    const all = verdictDocument();
    const clauses = all.clauses.map(({ id }) => clause(id, { grade: 'caused' }));
    expect(lastLine({ ...all, clauses, grade: 'caused' })).toBe('PROVEN, caused: 55 of 55 asked');
  });

  test('counts what a waiver excuses, and does not count it as proven', () => {
    const changed = [clause('FEAT-2', { verdict: 'REFUTED', violations: 3, waived })];
    expect(lastLine(verdictDocument({ changed }))).toBe(
      `PROVEN, corroborated: 25 of 26 asked, 1 waived; not asked: ${notAsked}`,
    );
  });

  test('counts a clause as proven that does not need its waiver', () => {
    expect(lastLine(verdictDocument({ changed: [clause('FEAT-2', { waived })] }))).toBe(
      `PROVEN, corroborated: 26 of 26 asked; not asked: ${notAsked}`,
    );
  });
});

describe('the last line of a run that is not proven', () => {
  test('names the clause of the first failing call, what is wrong, and the command that replays it', () => {
    expect(lastLine(refutedDocument())).toBe(
      `REFUTED USED-2: the served action is not the model's — replay: ${replay} USED-2`,
    );
  });

  test('names the first refuted clause where there is no first failing call', () => {
    expect(lastLine(refutedDocument({ firstFailure: null, replay: `${replay} FEAT-3` }))).toBe(
      `REFUTED FEAT-3: feature 3 (yes_bid_price_3) does not have the influence that the model gives it — replay: ${replay} FEAT-3`,
    );
  });

  test('names the first unproven clause that is not waived, and why', () => {
    const changed = [
      clause('ARTIFACT-1', { verdict: 'UNPROVEN', reason: 'nothing was examined', waived }),
      clause('LOAD-1', { verdict: 'UNPROVEN', reason: 'the endpoint ended with code 1' }),
    ];
    expect(lastLine(verdictDocument({ changed, replay: `${replay} LOAD-1` }))).toBe(
      `UNPROVEN LOAD-1: the endpoint ended with code 1, 1 waived — replay: ${replay} LOAD-1`,
    );
  });

  test('says so where nothing is left that could be proven', () => {
    const { clauses } = verdictDocument();
    const changed = clauses.map(({ id }) => clause(id, { verdict: 'NOT ASKED' }));
    expect(lastLine(verdictDocument({ changed }))).toBe(
      'UNPROVEN: nothing that was asked and is not waived could be proven',
    );
  });

  test('is one line, whatever the stack said', () => {
    const line = lastLine(documentSaying('gone\r\nPROVEN\x1b[31m'));
    expect(line).toBe('REFUTED USED-2: gone\\r\\nPROVEN\\x1b[31m, 1 waived — replay: gone\\r\\nPROVEN\\x1b[31m');
  });
});
