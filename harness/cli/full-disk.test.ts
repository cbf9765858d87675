import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { RecordedHistory } from '../history/recorded-history.ts';
import { readProcess } from '../stack/process-table.ts';
import { marked } from '../stack/testing/workbench.ts';
import { Files } from './testing/kalshi-files.ts';

/** In blocks of 512 bytes: no file of the run grows beyond it. The system refuses to write more, as a full disk does. */
const mostBlocks = 2_000;

test('a history that takes no more ends the run with 70, says where, keeps what it has, and leaves nothing behind', async () => {
  using files = new Files();
  const evidence = join(files.folder, 'evidence');
  const command = [join(import.meta.dirname, 'main.ts'), 'verify', '--seed', '1', '--out', evidence];
  const script = `ulimit -f ${mostBlocks}; exec "$0" "$@"`;
  const assay = spawn('sh', ['-c', script, process.execPath, ...command], { stdio: ['ignore', 'pipe', 'pipe'] });
  const startTime = readProcess(assay.pid!)?.startTime;
  const [stdout, stderr, [code]] = await Promise.all([text(assay.stdout), text(assay.stderr), once(assay, 'exit')]);

  expect(stderr).toMatch(
    new RegExp(`^assay: the history cannot be written to ${evidence}/history.sqlite any more: .*\n  remedy: make room`),
  );
  expect(stderr).not.toMatch(/ {4}at /);
  expect({ code, stdout }).toEqual({ code: 70, stdout: '' });
  using history = new RecordedHistory(join(evidence, 'history.sqlite'));
  expect([...history.exchanges()].length).toBeGreaterThan(100);
  expect(marked(`ASSAY_OWNER=${assay.pid}:${startTime}`)).toEqual([]);
  expect(readdirSync(tmpdir()).filter((name) => name.includes(`-${assay.pid}-${startTime}-`))).toEqual([]);
});
