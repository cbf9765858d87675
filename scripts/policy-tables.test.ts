import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { policiesFolder, policiesPage, policyRecords, policyTables, withTables } from './policy-tables.ts';

const records = policyRecords(policiesFolder);

test('the page of the policies tells what their records say (else run scripts/policy-tables.ts)', () => {
  const page = readFileSync(policiesPage, 'utf8');
  expect(withTables(page, policyTables(records))).toBe(page);
});

test('no export of a policy differs from torch by more than its tolerance', () => {
  for (const [name, { exportCheck }] of records) {
    const { observations, largestInUnitsOfTolerance, largestDifference, actionsChanged } = exportCheck;
    const largest = largestInUnitsOfTolerance ?? largestDifference;
    expect({ name, observations, small: largest !== undefined && largest <= 1, changed: actionsChanged ?? 0 }).toEqual({
      name,
      observations: 100_000,
      small: true,
      changed: 0,
    });
  }
});

test('a page that does not say where the tables go is refused', () => {
  expect(() => withTables('# Policies', '')).toThrow('has no <!-- tables');
});
