import { describe, expect, test } from 'vitest';
import { resolveSecrets } from './secrets.ts';

describe('secrets', () => {
  test('every variable that is missing or empty is named at once', () => {
    expect(() => resolveSecrets({ a: { env: 'ONE' }, b: { env: 'TWO' }, c: 'plain' }, { TWO: '' })).toThrow(
      expect.objectContaining({
        code: 'STACK_SECRET_MISSING',
        problem: expect.stringMatching(/ONE, TWO/),
        exitCode: 2,
      }),
    );
  });

  test('a value is taken out of a text, also where it is escaped', () => {
    const { values, redactor } = resolveSecrets({ key: { env: 'KEY' }, plain: 'as it is' }, { KEY: 'a/b "quoted" c' });
    expect(values).toEqual({ key: 'a/b "quoted" c', plain: 'as it is' });
    const { key = '' } = values;
    const written = `as it is ${key} ${encodeURIComponent(key)} ${JSON.stringify(key)}`;
    expect(redactor.redact(written)).toBe('as it is [secret KEY] [secret KEY] "[secret KEY]"');
  });

  test('each line of a value of several lines is a secret', () => {
    const { redactor } = resolveSecrets(
      { pem: { env: 'PEM' } },
      { PEM: '-----BEGIN-----\nMIIabcdef\n-----END-----\n' },
    );
    expect(redactor.redact('read MIIabcdef')).toBe('read [secret PEM]');
  });

  test('a value too short to protect anything does not eat the words of a log', () => {
    const { redactor } = resolveSecrets({ flag: { env: 'FLAG' } }, { FLAG: 'true' });
    expect(redactor.redact('used_trained_model=true')).toBe('used_trained_model=true');
  });
});
