import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs the installation while no other one runs in this repository: `npm start` and `npm test` may be started together,
 * and two npm ci in one folder destroy each other's work. A lock whose owner is dead counts for nothing.
 *
 * @param {string} repository
 * @param {() => Promise<void>} install
 */
export async function onlyInstaller(repository, install) {
  const lock = join(repository, '.installing');
  let told = false;
  while (!take(lock)) {
    if (!told) console.error('assay: another process installs the dependencies; waiting for it');
    told = true;
    await sleep(250);
  }
  try {
    await install();
  } finally {
    rmSync(lock, { force: true });
  }
}

/**
 * A link, not a new file: whoever sees the lock sees its owner in it too.
 *
 * @param {string} lock
 */
function take(lock) {
  const mine = `${lock}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, lock);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    if (!isAlive(ownerOf(lock))) rmSync(lock, { force: true });
    return false;
  } finally {
    rmSync(mine);
  }
}

/** @param {string} lock */
function ownerOf(lock) {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch {
    return process.pid;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
