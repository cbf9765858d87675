import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test.each([
  ['stalls', 'it awaits what can no longer come'],
  ['rejects', 'Error: broken'],
  ['throws later', 'Error: broken'],
])('a command that %s ends with 70, and says that the harness failed', (how, said) => {
  const program = join(import.meta.dirname, 'testing/broken-command.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, how], { encoding: 'utf8' });
  expect(stderr).toContain('assay: the harness itself failed');
  expect(stderr).toContain(said);
  expect(stdout).toBe('');
  expect(status).toBe(70);
});
