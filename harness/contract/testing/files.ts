import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ContractError } from '../contract-error.ts';
import { goldenText } from './contract-text.ts';

/** A folder of this test's own, with an artifact, golden vectors and these files beside them. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'assay-contract-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries({ 'policy.onnx': 'any bytes', 'golden.json': goldenText, ...files })) {
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** The path of a file of a folder of its own. */
export function fileWith(content: string | Uint8Array): string {
  return join(folderWith({ 'file.yaml': content }), 'file.yaml');
}

/** The mistakes for which `read` refuses a file, as `line:column problem; expected …; did you mean …`. */
export function mistakesOf(read: () => unknown): string[] {
  try {
    read();
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    return error.mistakes.map(({ line, column, problem, expected, nearest }) =>
      [
        `${line}:${column} ${problem}`,
        ...(expected === undefined ? [] : [`expected ${expected}`]),
        ...(nearest === undefined ? [] : [`did you mean ${nearest}`]),
      ].join('; '),
    );
  }
  return [];
}
