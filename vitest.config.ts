import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const installsPackages = 'scripts/package/**/*.test.ts';
const runsTheCommand = 'harness/cli/**/*.test.ts';
/** A model is replaced under load, and what is answered meanwhile is looked at. */
const timesSwaps = 'fixtures/**/swap*.test.ts';
const runsPython = 'scripts/python/**/*.test.ts';
/** Whole stacks in containers: they are timed. */
const timesContainers = 'harness/cli/*-in-containers.test.ts';

export default defineConfig({
  test: {
    // All processors, also of a machine that has two.
    maxWorkers: availableParallelism(),
    reporters: ['default', 'json'],
    outputFile: { json: 'test-results/vitest.json' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{harness,fixtures,scripts,bin}/**/*.test.ts'],
          exclude: ['**/node_modules/**', installsPackages, runsPython, runsTheCommand, timesSwaps],
          // Against a test that hangs, not against a machine that is slow.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: 'suites', include: ['suites/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        extends: true,
        test: {
          name: 'end-to-end',
          include: [runsTheCommand, timesSwaps],
          exclude: [timesContainers],
          // Whole stacks, some of which are timed: one file after the other.
          sequence: { groupOrder: 1 },
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: { name: 'package', include: [installsPackages], testTimeout: 180_000, hookTimeout: 180_000 },
      },
      {
        extends: true,
        test: { name: 'python', include: [runsPython], testTimeout: 600_000, hookTimeout: 600_000 },
      },
      {
        extends: true,
        test: {
          name: 'containers',
          include: [timesContainers],
          // When all others are through, one after the other.
          sequence: { groupOrder: 2 },
          maxWorkers: 1,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
