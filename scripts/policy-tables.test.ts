import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  exportCheckOf,
  policiesFolder,
  policiesPage,
  policyRecords,
  policyTables,
  unitsOfTolerance,
  withTables,
} from './policy-tables.ts';

const records = policyRecords(policiesFolder);

test('the page of the policies tells what their records say (else run scripts/policy-tables.ts)', () => {
  const page = readFileSync(policiesPage, 'utf8');
  expect(withTables(page, policyTables(records))).toBe(page);
});

const recordFiles = globSync('**/record.json', { cwd: policiesFolder });

test('of every policy, its siblings and marked ones too, there is a record', () => {
  expect(recordFiles.length).toBeGreaterThanOrEqual(3 * records.size);
});

test.each(recordFiles)('the export of %s differs from torch by less than its tolerance', (file) => {
  const { exportCheck } = exportCheckOf.parse(JSON.parse(readFileSync(join(policiesFolder, file), 'utf8')));
  expect(unitsOfTolerance(exportCheck)).toBeLessThanOrEqual(1);
  expect(exportCheck).toMatchObject({ observations: 100_000 });
  expect(exportCheck.actionsChanged ?? 0).toBe(0);
});

test('a difference that is not in units of the tolerance is divided by it', () => {
  expect(unitsOfTolerance({ observations: 1, largestDifference: 0.9 })).toBeCloseTo(9000);
  expect(unitsOfTolerance({ observations: 1 })).toBeNaN();
});

test('a page that does not say where the tables go is refused', () => {
  expect(() => withTables('# Policies', '')).toThrow('has no <!-- tables');
});
