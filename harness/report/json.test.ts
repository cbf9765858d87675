import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { clauseIds } from '../contract/clauses.ts';
import { jsonReport } from './json.ts';
import { documentSaying, refutedDocument, verdictDocument } from './testing/documents.ts';
import { forbidden, hostileText } from './testing/hostile-text.ts';

test('the keys that other programs look for stand first', () => {
  const parsed: { clauses: object[] } = JSON.parse(jsonReport(refutedDocument()));
  expect(Object.keys(parsed).slice(0, 8)).toEqual([
    'verdict',
    'grade',
    'seed',
    'evidence',
    'observations',
    'seconds',
    'diagnosis',
    'clauses',
  ]);
  expect(Object.keys(parsed.clauses[0]!).slice(0, 5)).toEqual(['id', 'verdict', 'grade', 'examined', 'findings']);
});

test('every clause is told, also those that were not asked', () => {
  const { clauses } = JSON.parse(jsonReport(verdictDocument()));
  expect(clauses).toHaveLength(clauseIds.length);
  expect(clauses).toContainEqual(expect.objectContaining({ id: 'SWAP-1', verdict: 'NOT ASKED', examined: 0 }));
});

test('whatever the stack said, the document can be read back, and be printed', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const document = documentSaying(text);
      const report = jsonReport(document);
      expect(JSON.parse(report)).toEqual(document);
      expect(report.replaceAll('\n', '')).not.toMatch(forbidden);
    }),
  );
});
