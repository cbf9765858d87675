/**
 * Preloaded into a command that npm or bin/assay.js starts: ends it when that parent is gone.
 *
 * A parent that gets SIGINT or SIGTERM passes it on; one that gets SIGKILL cannot, and its child would go on with
 * nobody to read it. The child looks for itself, asks itself to stop so that its own clean-up runs, and insists later.
 */
import { isMainThread } from 'node:worker_threads';

const LOOK_EVERY_MS = 1_000;
const CLEAN_UP_WITHIN_MS = 30_000;

if (isMainThread) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), CLEAN_UP_WITHIN_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_EVERY_MS);
  watch.unref();
}
