import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { explainFailure } from './explain-failure.mjs';
import { installationGap } from './installation-gap.mjs';

describe('what node_modules lacks', () => {
  const lock = (packages: Record<string, object>) => ({ packages: { '': {}, ...packages } });
  const zod = { version: '4.0.0', integrity: 'sha512-a' };

  test('is nothing when it has what the lock names', () => {
    expect(installationGap(lock({ 'node_modules/zod': zod }), lock({ 'node_modules/zod': zod }))).toBeUndefined();
  });

  test('is a package that the lock names', () => {
    expect(installationGap(lock({ 'node_modules/zod': zod }), lock({}))).toBe('node_modules/zod is not installed');
  });

  test('is not a package for another platform', () => {
    const darwin = { 'node_modules/x-darwin': { version: '1.0.0', optional: true } };
    expect(installationGap(lock(darwin), lock({}))).toBeUndefined();
  });

  test('is another version than the installed one', () => {
    const older = { 'node_modules/zod': { ...zod, version: '3.0.0' } };
    expect(installationGap(lock({ 'node_modules/zod': zod }), lock(older))).toBe(
      'node_modules/zod is 3.0.0, and the lock names 4.0.0',
    );
  });

  test('is other content under the same version', () => {
    const forged = { 'node_modules/zod': { ...zod, integrity: 'sha512-b' } };
    expect(installationGap(lock({ 'node_modules/zod': zod }), lock(forged))).toContain('node_modules/zod');
  });

  test('is a package that only stayed behind', () => {
    expect(installationGap(lock({}), lock({ 'node_modules/zod': zod }))).toBe(
      'node_modules/zod is installed, and the lock does not name it',
    );
  });
});

describe('a failed installation is explained', () => {
  test.each([
    [
      'no network',
      'npm error code ENOTFOUND\nnpm error network request to …',
      'the package registry cannot be reached',
    ],
    ['an unknown authority', 'npm error code SELF_SIGNED_CERT_IN_CHAIN', 'npm config set cafile'],
    ['a lock out of step', 'npm error code EUSAGE', 'run npm install under Node 24'],
    ['a full disk', 'npm error code ENOSPC', 'the disk is full'],
  ])('%s', (_, output, says) => {
    expect(explainFailure(1, output)).toContain(says);
  });

  test('anything else by what npm said itself', () => {
    expect(explainFailure(7, 'npm error weird')).toContain('npm ci ended with 7');
  });
});

describe('the bootstrap', () => {
  let repository = '';
  beforeEach(() => {
    repository = mkdtempSync(join(tmpdir(), 'assay-bootstrap-'));
    cpSync(join(import.meta.dirname, '../bootstrap.mjs'), join(repository, 'scripts/bootstrap.mjs'));
    cpSync(import.meta.dirname, join(repository, 'scripts/bootstrap'), { recursive: true });
    writeFileSync(join(repository, 'package-lock.json'), JSON.stringify({ packages: {} }));
  });
  afterEach(() => rmSync(repository, { recursive: true, force: true }));

  /** A stand-in for npm that does what these lines say. */
  function npmThat(lines: string): NodeJS.ProcessEnv {
    const npm = join(repository, 'npm.mjs');
    writeFileSync(npm, `import { mkdirSync, writeFileSync, appendFileSync } from 'node:fs';\n${lines}`);
    return { ...process.env, npm_execpath: npm, npm_node_execpath: process.execPath };
  }

  const installs = `
    appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
    await new Promise((done) => setTimeout(done, 300));
    mkdirSync('node_modules/node/bin', { recursive: true });
    writeFileSync('node_modules/node/bin/node', '', { mode: 0o755 });
    writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages: {} }));
  `;
  const bootstrap = () => join(repository, 'scripts/bootstrap.mjs');

  test('installs once when two commands start together', async () => {
    const env = npmThat(`import { existsSync } from 'node:fs'; if (existsSync('calls')) process.exit(1);\n${installs}`);
    const run = async () => {
      const child = spawn(process.execPath, [bootstrap()], { env, stdio: ['ignore', 'ignore', 'pipe'] });
      const [said, code] = await Promise.all([text(child.stderr), new Promise((done) => child.on('exit', done))]);
      return { said, code };
    };
    const results = await Promise.all([run(), run()]);
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    expect(results.filter(({ said }) => said.includes('installing the locked dependencies'))).toHaveLength(1);
    expect(existsSync(join(repository, '.installing'))).toBe(false);
  });

  test('is not held up by the lock of a process that was killed', () => {
    writeFileSync(join(repository, '.installing'), String(spawnSync('true').pid));
    expect(spawnSync(process.execPath, [bootstrap()], { env: npmThat(installs) }).status).toBe(0);
  });

  test('installs again when the Node of the repository is missing', () => {
    mkdirSync(join(repository, 'node_modules'));
    writeFileSync(join(repository, 'node_modules/.package-lock.json'), JSON.stringify({ packages: {} }));
    const { stderr, status } = spawnSync(process.execPath, [bootstrap()], { env: npmThat(installs), encoding: 'utf8' });
    expect(stderr).toContain('the Node that the repository runs on is not installed');
    expect(status).toBe(0);
  });

  test('says nothing on standard output, which belongs to the command', () => {
    const { stdout } = spawnSync(process.execPath, [bootstrap()], {
      env: npmThat(`console.log('added 1 package');\n${installs}`),
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });

  test('ends with 70 and a remedy when npm fails', () => {
    const env = npmThat("console.error('npm error code ENOTFOUND'); process.exit(1);");
    const { stderr, status } = spawnSync(process.execPath, [bootstrap()], { env, encoding: 'utf8' });
    expect(status).toBe(70);
    expect(stderr).toContain('npm error code ENOTFOUND');
    expect(stderr).toContain('the package registry cannot be reached');
  });
});
