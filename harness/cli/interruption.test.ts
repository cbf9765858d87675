import { describe, expect, test } from 'vitest';
import { sweep } from '../stack/sweep.ts';
import { allMoments, interrupted } from './testing/interruption.ts';

/** Rounds through all moments; more of them find rarer races. */
const rounds = Number(process.env.ASSAY_INTERRUPTION_ROUNDS ?? 1);
const cases = Array.from({ length: rounds }, () => allMoments).flat();

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  test.each(cases)(
    'during %s ends the run with 130, keeps what was recorded, and leaves nothing behind',
    async (moment) => {
      const left = await interrupted(moment, signal);
      expect(left).toMatchObject({ code: 130, processes: [], ports: [], folders: [], gaps: 0, stdout: '' });
      expect(left.recordedAfter).toBeGreaterThanOrEqual(left.recordedBefore);
      expect(left.stderr).toContain('interrupted');
    },
  );
});

describe('SIGKILL', () => {
  test.each(cases)('during %s keeps what was recorded; what is left is gone with the next start', async (moment) => {
    const left = await interrupted(moment, 'SIGKILL');
    expect(left).toMatchObject({ signal: 'SIGKILL', processes: [], ports: [] });
    expect(left.recordedAfter).toBeGreaterThanOrEqual(left.recordedBefore);
    const { removed } = await sweep();
    expect(removed.map((path) => path.split('/').at(-1))).toEqual(expect.arrayContaining([...left.folders]));
  });
});
