import { expect, test } from 'vitest';
import { resolveSecrets } from './secrets.ts';

const set: Record<string, string> = { TWO: '', KEY: 'a/b "quoted" c' };
const environment = (variable: string) => set[variable];

test('every variable that is missing or empty is named at once', () => {
  expect(() => resolveSecrets({ a: { env: 'ONE' }, b: { env: 'TWO' }, c: 'plain' }, environment)).toThrow(
    expect.objectContaining({
      code: 'STACK_SECRET_MISSING',
      problem: expect.stringMatching(/ONE, TWO/),
      exitCode: 2,
    }),
  );
});

test('a secret is the value of its variable, and every other value stands for itself', () => {
  expect(resolveSecrets({ key: { env: 'KEY' }, plain: 'as it is' }, environment)).toEqual({
    key: 'a/b "quoted" c',
    plain: 'as it is',
  });
});
