import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const installsPackages = 'scripts/package/**/*.test.ts';
const runsTheCommand = 'harness/cli/**/*.test.ts';
/** They keep all processors busy by themselves, or are judged by times. */
const runsManyStacks = [
  'harness/cli/{application,every-policy,faults,timed-hostile-endpoints}.test.ts',
  'harness/cli/{limited-requests,misbehaving-applications,polling-application}.test.ts',
];
/** They look at what a killed run left, which every other run removes when it starts. */
const looksAtRemains = ['harness/cli/interruption.test.ts', 'harness/stack/**/sweep*.test.ts'];
/** A model is replaced under load, and what is answered meanwhile is looked at. */
const timesSwaps = 'fixtures/**/swap*.test.ts';
const runsPython = 'scripts/python/**/*.test.ts';
/** Whole stacks in containers: they are timed. */
const timesContainers = 'harness/cli/*-in-containers.test.ts';
/** Whole stacks in containers that are not: they wait more than they compute. */
const startsContainers = 'harness/cli/stack-faults-*.test.ts';

export default defineConfig({
  test: {
    // All processors, also of a machine that has two, and one more: what starts stacks waits for them.
    maxWorkers: availableParallelism() + 1,
    reporters: ['default', 'json'],
    outputFile: { json: 'test-results/vitest.json' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{harness,fixtures,scripts,bin}/**/*.test.ts'],
          exclude: ['**/node_modules/**', installsPackages, runsPython, runsTheCommand, ...looksAtRemains, timesSwaps],
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
        // Of one group, those come first whose names do: the longest.
        test: { name: 'faults-in-containers', include: [startsContainers], testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        extends: true,
        test: {
          name: 'single-stacks',
          include: [runsTheCommand],
          exclude: [...runsManyStacks, ...looksAtRemains, startsContainers, timesContainers],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'end-to-end',
          include: [...runsManyStacks, ...looksAtRemains, timesSwaps],
          // When those are through, one file after the other.
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
