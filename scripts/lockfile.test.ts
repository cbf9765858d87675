import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const repository = join(import.meta.dirname, '..');

interface Locked {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock: { packages: Record<string, Locked> } = JSON.parse(
  readFileSync(join(repository, 'package-lock.json'), 'utf8'),
);

test('the lock names every optional package for every platform, without which npm ci refuses it', () => {
  const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => candidates(path, name).every((candidate) => lock.packages[candidate] === undefined))
      .map((name) => `${name} of ${path}`),
  );
  expect(missing).toEqual([]);
});

test('the lock pins the content of every package, and names no registry', () => {
  const loose = Object.entries(lock.packages).filter(([path, { integrity, resolved }]) => {
    return path !== '' && (integrity === undefined || resolved !== undefined);
  });
  expect(loose.map(([path]) => path)).toEqual([]);
});

/** Where Node looks for a package: below the one that asks, then in every node_modules above. */
function candidates(path: string, name: string): string[] {
  const parents =
    path === ''
      ? []
      : path.split('/node_modules/').map((_, index, parts) => parts.slice(0, index + 1).join('/node_modules/'));
  return [...parents.map((parent) => `${parent}/node_modules/${name}`), `node_modules/${name}`];
}
