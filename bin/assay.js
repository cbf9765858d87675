#!/usr/bin/env -S node --max-semi-space-size=8
/**
 * The command of the installed package. Plain JavaScript for Node 18 and later, since it finds the Node 24 that the
 * rest needs: this one, or that of a `node` package beside the caller's project or beside this one.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_NEEDED = 24;
const EXIT_USAGE = 64;
const EXIT_BROKEN = 70;
/** @type {NodeJS.Signals[]} */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** As in the first line. What a run keeps is small; without it, garbage piles up to three times as much. */
const boundedMemory = ['--max-semi-space-size=8'];
const here = fileURLToPath(import.meta.url);
const endWithParent = join(dirname(here), 'end-with-parent.js');

/** @returns {string | undefined} path of a Node that is new enough */
function findNode() {
  for (const from of [join(process.cwd(), 'package.json'), here]) {
    try {
      const manifest = createRequire(from).resolve('node/package.json');
      const binary = join(dirname(manifest), 'bin/node');
      const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
      if (Number.parseInt(version, 10) >= NODE_NEEDED && existsSync(binary)) return binary;
    } catch {
      // Not installed there.
    }
  }
  return undefined;
}

/** @param {string} node */
function runWith(node) {
  const child = spawn(node, [...boundedMemory, '--import', endWithParent, here, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`assay: ${node} cannot be started: ${error.message}\n  What to do: npm install --save-dev node@24`);
    process.exit(EXIT_BROKEN);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

if (Number.parseInt(process.versions.node, 10) >= NODE_NEEDED) {
  await import(new URL('../dist/harness/cli/main.js', import.meta.url).href);
} else {
  const node = findNode();
  if (node === undefined) {
    console.error(
      `assay: it needs Node.js ${NODE_NEEDED} or later; this is ${process.version}, and no newer one is installed beside it.\n` +
        `  What to do: npm install --save-dev node@${NODE_NEEDED} (then the same command again), or run it under Node.js ${NODE_NEEDED}.`,
    );
    process.exit(EXIT_USAGE);
  }
  runWith(node);
}
