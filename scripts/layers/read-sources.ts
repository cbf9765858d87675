import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseSync } from 'oxc-parser';
import type { Import, SourceFile } from './layer-rule.ts';

/**
 * Every source file that the layer rule is about, with its imports. Tests, benches and what stands in a folder `testing`
 * for them are not among them: they may bring together what they need.
 *
 * @param root - the repository, or a copy of it
 */
export function readSources(root: string): SourceFile[] {
  return globSync('{harness,suites}/**/*.ts', { cwd: root })
    .filter((path) => !/\.(test|bench)\.ts$|\/testing\//.test(path))
    .sort()
    .map((path) => parseSource(root, path));
}

function parseSource(root: string, path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const { module, comments, errors } = parseSync(path, text);
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`);
  const imported = (specifier: string, at: number, typeOnly: boolean): Import => ({
    from: path,
    to: specifier.startsWith('.') ? relative(root, join(root, dirname(path), specifier)) : specifier,
    typeOnly,
    line: text.slice(0, at).split('\n').length,
  });
  return {
    path,
    code: comments.reduce((code, { start, end }) => blank(code, start, end), text),
    imports: [
      ...module.staticImports.map(({ moduleRequest, entries, start }) =>
        imported(moduleRequest.value, start, entries.length > 0 && entries.every(({ isType }) => isType)),
      ),
      ...module.staticExports.flatMap(({ entries }) =>
        entries.flatMap(({ moduleRequest, isType, start }) =>
          moduleRequest === null ? [] : [imported(moduleRequest.value, start, isType)],
        ),
      ),
      ...module.dynamicImports.map(({ moduleRequest }) =>
        imported(text.slice(moduleRequest.start + 1, moduleRequest.end - 1), moduleRequest.start, false),
      ),
    ],
  };
}

function blank(code: string, start: number, end: number): string {
  return code.slice(0, start) + code.slice(start, end).replaceAll(/[^\n]/g, ' ') + code.slice(end);
}
