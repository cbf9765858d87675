import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileAssembly, moduleFile } from './compile-assembly.ts';

test('the module that is committed is compiled from its source (else run `npm run assembly`)', async () => {
  expect(await compileAssembly()).toBe(readFileSync(moduleFile, 'utf8'));
});
