import { execFile } from 'node:child_process';
import { existsSync, mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';

const repository = join(import.meta.dirname, '../..');
const virtualEnvironment = join(repository, '.venv/bin/python');
const python = process.env.ASSAY_PYTHON ?? (existsSync(virtualEnvironment) ? virtualEnvironment : undefined);
const nothingMayBeSkipped = process.env.ASSAY_REQUIRE_DOCKER === '1';

/** Of the types of libraries that several folders use: read once, not for each of them. */
const typesOfLibraries = mkdtempDisposableSync(join(tmpdir(), 'assay-types-'));
afterAll(() => typesOfLibraries.remove());

const ABSENT = 'no Python with what training needs; run scripts/prepare-python, or name one in ASSAY_PYTHON';

describe.each([
  ['the training code', 'fixtures/policies/training'],
  ['the exporter', 'harness/exporter'],
  ['the stack kalshi', 'fixtures/stacks/kalshi'],
  ['the stack qr-dqn', 'fixtures/stacks/qr-dqn'],
  ['the stack sac', 'fixtures/stacks/sac'],
  ['the stack tracking', 'fixtures/stacks/tracking'],
  // The last, for it has other options: mypy would read all libraries again for it, and for the next.
  ['the stack sagemaker', 'fixtures/stacks/sagemaker'],
])('%s', (_, folder) => {
  test.for([
    { title: 'passes the linter', tool: ['ruff', 'check', '--no-cache', '.'] },
    { title: 'is formatted', tool: ['ruff', 'format', '--no-cache', '--check', '.'] },
    { title: 'passes the type check', tool: ['mypy', '--cache-dir', typesOfLibraries.path] },
    { title: 'passes its tests', tool: ['pytest', '-q', '-rs'] },
  ])('$title', async ({ tool }, { skip, signal }) => {
    if (python === undefined) {
      if (nothingMayBeSkipped) expect.fail(ABSENT);
      skip(ABSENT);
      return;
    }
    // Trainings leave folders where temporary files go.
    using temporary = mkdtempDisposableSync(join(tmpdir(), 'assay-python-'));
    const run = promisify(execFile)(python, ['-B', '-m', ...tool], {
      cwd: join(repository, folder),
      env: { ...process.env, TMPDIR: temporary.path },
      signal,
    });
    const { said, failed } = await run.then(
      ({ stdout }) => ({ said: stdout, failed: false }),
      ({ message, stdout }) => ({ said: `${message}${stdout}`, failed: true }),
    );
    expect(failed, said).toBe(false);
    if (nothingMayBeSkipped) expect(said).not.toMatch(/^SKIPPED/m);
  });
});
