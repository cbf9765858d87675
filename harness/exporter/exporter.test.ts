import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const repository = join(import.meta.dirname, '../..');
const virtualEnvironment = join(repository, '.venv/bin/python');
const python = process.env.ASSAY_PYTHON ?? (existsSync(virtualEnvironment) ? virtualEnvironment : undefined);
const nothingMayBeSkipped = process.env.ASSAY_REQUIRE_DOCKER === '1';

const ABSENT = 'no Python for the exporter; run scripts/prepare-python, or name one in ASSAY_PYTHON';

test.for([
  { title: 'the exporter passes the linter', tool: ['ruff', 'check', '--no-cache', '.'] },
  { title: 'the exporter is formatted', tool: ['ruff', 'format', '--no-cache', '--check', '.'] },
  { title: 'the tests of the exporter pass', tool: ['pytest', '-q', '-m', 'not training'] },
])('$title', ({ tool }, { skip }) => {
  if (python === undefined) {
    if (nothingMayBeSkipped) expect.fail(ABSENT);
    skip(ABSENT);
    return;
  }
  const { status, stdout, stderr, error } = spawnSync(python, ['-B', '-m', ...tool], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  expect({ status, error }, `${stdout}${stderr}`).toEqual({ status: 0, error: undefined });
});
