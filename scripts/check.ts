/** `npm run check`: everything that is judged without running the code. All of it runs, whatever fails on the way. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';

const repository = dirname(import.meta.dirname);

const STEPS: readonly (readonly [name: string, program: string, ...rest: string[]])[] = [
  ['format and lint', '@biomejs/biome/bin/biome', 'check'],
  ['types', 'typescript/bin/tsc'],
  ['unused code and dependencies', 'knip/bin/knip.js'],
  ['layers', 'vitest/vitest.mjs', 'run', '--project', 'unit', '--reporter', 'dot', 'scripts/layers'],
];

const failed: string[] = [];
for (const [name, program, ...rest] of STEPS) {
  console.log(`\n— ${name}`);
  const { status } = spawnSync(process.execPath, [join(repository, 'node_modules', program), ...rest], {
    cwd: repository,
    stdio: 'inherit',
  });
  if (status !== 0) failed.push(name);
}

console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
