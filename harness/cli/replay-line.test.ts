import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { replayLine } from './replay-line.ts';

beforeEach(() => vi.stubEnv('npm_lifecycle_event', undefined));
afterEach(() => vi.unstubAllEnvs());

test.each([
  ['evidence/run-1', 'evidence/run-1'],
  ['.', '.'],
  ['my evidence', "'my evidence'"],
  ["it's $HOME", "'it'\\''s $HOME'"],
  ['/evidence of mine', "'/evidence of mine'"],
])('the folder %s is named as a shell takes it', (folder, written) => {
  const line = replayLine(resolve(folder), 'USED-2');
  expect(line).toBe(`npx assay replay ${written} USED-2`);
  const words = execFileSync('sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' });
  expect(words.split('\n').slice(3, -1)).toEqual([folder, 'USED-2']);
});
