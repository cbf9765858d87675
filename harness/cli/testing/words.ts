import { expect } from 'vitest';

/** Expects a text to say each of these, wherever its lines break. */
export function expectToSay(text: string, said: readonly (string | RegExp)[]): void {
  const words = text.replaceAll(/\s+/g, ' ');
  for (const each of said) {
    if (typeof each === 'string') expect(words).toContain(each);
    else expect(words).toMatch(each);
  }
}
