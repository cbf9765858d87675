/**
 * Installs the locked dependencies when node_modules is missing or is not what package-lock.json names.
 *
 * Plain JavaScript for Node 18 and later: it runs before the Node that the repository asks for is installed.
 * Exit codes: 0 everything is there, 70 the installation failed.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { explainFailure } from './bootstrap/explain-failure.mjs';
import { installationGap } from './bootstrap/installation-gap.mjs';
import { onlyInstaller } from './bootstrap/only-installer.mjs';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
/** npm asks a silent registry again after 2 and 8 seconds, not after 10 and 60: who has no network should know soon. */
const PATIENCE = ['--fetch-retry-mintimeout=2000', '--fetch-retry-maxtimeout=8000'];

const nodeBinary = join(repository, 'node_modules/node/bin/node');

/** @returns {string | undefined} why an installation is needed, undefined when it is not */
function reasonToInstall() {
  const locked = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8'));
  const installed = readInstalled();
  if (installed === undefined) return 'node_modules is not there, or its installation did not finish';
  const gap = installationGap(locked, installed);
  if (gap !== undefined) return gap;
  try {
    accessSync(nodeBinary, constants.X_OK);
  } catch {
    return 'the Node that the repository runs on is not installed';
  }
}

/** npm writes this file last, so without it the installation is not whole. */
function readInstalled() {
  try {
    return JSON.parse(readFileSync(join(repository, 'node_modules/.package-lock.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

/** @returns {Promise<{code: number, output: string}>} */
function npmCi() {
  const npm = process.env.npm_execpath;
  const [command, prefix] = npm ? [process.env.npm_node_execpath ?? process.execPath, [npm]] : ['npm', []];
  const child = spawn(
    command,
    [...prefix, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error', ...PATIENCE],
    {
      cwd: repository,
      stdio: ['ignore', 2, 'pipe'],
      // The CPU runtime is in the package; without this an npm that knows no allowScripts would fetch CUDA's.
      env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
    },
  );
  let output = '';
  child.stderr?.on('data', (chunk) => {
    process.stderr.write(chunk);
    output = (output + chunk).slice(-20_000);
  });
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid === parent || child.kill(), 500);
  return new Promise((resolve) => {
    const done = (/** @type {number} */ code) => {
      clearInterval(watch);
      resolve({ code, output });
    };
    child.on('error', (error) => {
      output += error.message;
      done(127);
    });
    child.on('close', (code) => done(code ?? 1));
  });
}

if (reasonToInstall() !== undefined) {
  await onlyInstaller(repository, async () => {
    const reason = reasonToInstall();
    if (reason === undefined) return;
    console.error(`assay: ${reason}; installing the locked dependencies (npm ci, about 700 MB on disk)`);
    const { code, output } = await npmCi();
    const stillMissing = code === 0 ? reasonToInstall() : undefined;
    if (code === 0 && stillMissing === undefined) return;
    console.error(`\nassay: ${explainFailure(code, stillMissing ?? output)}`);
    process.exitCode = 70;
  });
}
