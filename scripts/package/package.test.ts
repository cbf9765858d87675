import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { NO_NETWORK } from '../bootstrap/explain-failure.mjs';

const repository = join(import.meta.dirname, '../..');
const version: string = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')).version;

/** The user's project: an empty folder outside the repository, into which the packed package is installed. */
const project = mkdtempSync(join(tmpdir(), 'assay-package-'));
const installed = join(project, 'node_modules/assay');

/** Without what npm tells the scripts that it runs, or the npm below would take the repository for its project. */
const environment = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|command|config_local_prefix)/.test(name)),
  ),
  ONNXRUNTIME_NODE_INSTALL: 'skip',
  PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
};

function run(cwd: string, command: string, ...rest: string[]) {
  return spawnSync(command, rest, { cwd, encoding: 'utf8', env: environment });
}

/** One question, asked once: an npm install without network takes minutes to find that out. */
const registryIsReached = !NO_NETWORK.test(
  run(project, 'npm', 'view', 'commander', 'name', '--fetch-retries=0').stderr,
);
const UNREACHABLE = 'the package registry cannot be reached';
const mayBeSkipped = process.env.ASSAY_REQUIRE_DOCKER !== '1';

beforeAll(() => {
  if (!registryIsReached && mayBeSkipped) return;
  if (!registryIsReached) throw new Error(UNREACHABLE);
  const pack = run(repository, 'npm', 'pack', '--pack-destination', project);
  if (pack.status !== 0) throw new Error(`npm pack failed:\n${pack.stdout}${pack.stderr}`);

  writeFileSync(join(project, 'package.json'), '{"private": true}');
  const tarball = `./assay-${version}.tgz`;
  const install = run(project, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', tarball);
  if (install.status !== 0) throw new Error(`npm install failed:\n${install.stdout}${install.stderr}`);
});

beforeEach(({ skip }) => skip(!registryIsReached && mayBeSkipped, UNREACHABLE));

afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('the package', () => {
  test('is one that npm and TypeScript understand', async () => {
    const { messages, pkg } = await publint({ pkgDir: installed, strict: true, pack: false });
    expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([]);
  });

  test('has the contracts, the policy and the embedded stack, and neither tests nor training code', () => {
    const files = globSync('dist/**/*.*', { cwd: installed });
    expect(files).toEqual(
      expect.arrayContaining([
        'dist/contracts/kalshi-limit-order.yaml',
        'dist/fixtures/policies/kalshi-limit-order/policy.onnx',
        'dist/fixtures/policies/kalshi-limit-order/golden.json',
        'dist/fixtures/stacks/embedded/stack.yaml',
        'dist/fixtures/stacks/embedded/endpoint.js',
      ]),
    );
    expect(files.filter((file) => /\.py$|\.test\.|\.bench\.|(?<!\.d)\.ts$/.test(file))).toEqual([]);
  });

  test('starts in its stack files the JavaScript that it brings', () => {
    const stack = readFileSync(join(installed, 'dist/fixtures/stacks/embedded/stack.yaml'), 'utf8');
    expect(stack).toContain('endpoint.js');
    expect(stack).not.toContain('.ts');
  });

  test('is listed by the version that it has', () => {
    const { stdout, status } = run(project, 'npx', 'assay', '--version');
    expect({ version: stdout.trim(), status }).toEqual({ version, status: 0 });
  });

  test('finds no mistake in the contracts that it brings', () => {
    const contracts = globSync('dist/contracts/*.yaml', { cwd: installed }).map((name) => join(installed, name));
    expect(contracts.length).toBeGreaterThan(1);
    const { status, stderr } = run(project, 'npx', 'assay', 'check', ...contracts);
    expect(status, stderr).toBe(0);
  });
});

describe('under an older Node, the command', () => {
  /** Runs the command in a process that takes itself for Node 18. */
  function runUnderOldNode(cwd: string, ...rest: string[]) {
    const older = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'18.20.0'})";
    return run(cwd, process.execPath, '--import', older, join(installed, 'bin/assay.js'), ...rest);
  }

  test('says what to do when no newer one is there', () => {
    const { status, stderr } = runUnderOldNode(project);
    expect(status).toBe(64);
    expect(stderr).toContain('npm install --save-dev node@24');
  });

  test('runs with the Node of the project from which it is called', () => {
    const { status, stdout } = runUnderOldNode(repository, '--version');
    expect({ version: stdout.trim(), status }).toEqual({ version, status: 0 });
  });
});
