import { describe, expect, test } from 'vitest';
import { redactorOf } from './redactor.ts';

const redactorFor = (value: string) => redactorOf(new Map([['KEY', value]]));

describe('a redactor takes a secret out of a text', () => {
  test('also where it is escaped', () => {
    const key = 'a/b "quoted" c';
    const written = `as it is ${key} ${encodeURIComponent(key)} ${JSON.stringify(key)}`;
    expect(redactorFor(key).redact(written)).toBe('as it is [secret KEY] [secret KEY] "[secret KEY]"');
  });

  test.each(['', 'u', 'us', 'user:'])('also in base64, after "%s"', (before) => {
    const key = 'opens>esame?~0123456789';
    for (const encoding of ['base64', 'base64url'] as const) {
      const text = redactorFor(key).redact(Buffer.from(`${before}${key} and so on`).toString(encoding));
      expect(text).toContain('[secret KEY]');
      expect(Buffer.from(text.replace('[secret KEY]', ''), encoding).toString('latin1')).not.toContain('sesame');
    }
  });

  test('also where only what follows its scheme is told', () => {
    expect(redactorFor('Bearer opensesame').redact('no such Bearer: opensesame')).toBe('no such Bearer: [secret KEY]');
  });

  test('each line of a value of several lines is a secret', () => {
    const { redact } = redactorFor('-----BEGIN-----\nMIIabcdef\n-----END-----\n');
    expect(redact('read MIIabcdef')).toBe('read [secret KEY]');
  });

  test('a value too short to protect anything does not eat the words of a log', () => {
    expect(redactorFor('true').redact('used_trained_model=true')).toBe('used_trained_model=true');
  });
});

describe('a redactor takes a secret out of bytes', () => {
  test('and leaves the bytes around it, which need not be UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0x00, 0xc3]), Buffer.from('schlüssel'), Buffer.from([0x80, 0xff])]);
    const left = redactorFor('schlüssel').redactBytes(bytes);
    expect([...left]).toEqual([0xff, 0x00, 0xc3, ...Buffer.from('[secret KEY]'), 0x80, 0xff]);
  });

  test('and gives the very same bytes back where there is none', () => {
    const bytes = Uint8Array.from([0xff, 0x00, 0xc3, 0x41]);
    expect(redactorFor('opensesame').redactBytes(bytes)).toBe(bytes);
    expect(redactorOf(new Map()).redactBytes(bytes)).toBe(bytes);
  });

  test('within a view on a larger buffer', () => {
    const text = Buffer.from('opensesame|x opensesame y|opensesame');
    expect(Buffer.from(redactorFor('opensesame').redactBytes(text.subarray(11, 25))).toString()).toBe(
      'x [secret KEY] y',
    );
  });
});
