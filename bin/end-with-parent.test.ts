import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

const preload = join(import.meta.dirname, 'end-with-parent.js');

/** Says its pid and waits; when it is asked to stop, it says so and ends. */
const child = `
  process.on('SIGTERM', () => { console.log('asked to stop'); process.exit(); });
  setInterval(() => {}, 1000);
  console.log(process.pid);
`;

/** Starts the child, and then waits as npm does. */
const parent = `
  require('node:child_process').spawn(process.execPath, ['--import', process.argv[1], '-e', process.argv[2]], { stdio: 'inherit' });
  setInterval(() => {}, 1000);
`;

test('a command stops by itself, and cleanly, when what started it was killed', async () => {
  const starter = spawn(process.execPath, ['-e', parent, preload, child], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: starter.stdout })[Symbol.asyncIterator]();
  const pid = Number((await lines.next()).value);
  try {
    starter.kill('SIGKILL');
    await once(starter, 'exit');
    expect((await lines.next()).value).toBe('asked to stop');
    expect((await lines.next()).done).toBe(true);
  } finally {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended, as it should.
    }
  }
});
