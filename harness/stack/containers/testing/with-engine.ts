import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

/** Whether a container engine answers here. */
const engineIsThere = spawnSync('docker', ['version'], { stdio: 'ignore' }).status === 0;

/**
 * `describe` for what needs a container engine: skipped with the reason without one, unless it is demanded. The first of its
 * tests may have to build an image.
 */
export function describeWithEngine(title: string, tests: () => void): void {
  const options = { timeout: 600_000 };
  if (engineIsThere || process.env.ASSAY_REQUIRE_DOCKER === '1') describe(title, options, tests);
  else describe.skip(`${title} (skipped: no container engine answers here)`, options, tests);
}
