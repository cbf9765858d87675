import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { breaches, circles, effectsReached } from './layer-rule.ts';
import { readSources } from './read-sources.ts';

const repository = join(import.meta.dirname, '../..');

describe('the layer rule', () => {
  test('every import goes from a layer to one below it', () => {
    expect(breaches(readSources(repository))).toEqual([]);
  });

  test('checks, observations and verdict reach no clock, network or disk through what they import', () => {
    expect(effectsReached(readSources(repository))).toEqual([]);
  });

  test('no imports go in a circle', () => {
    expect(circles(readSources(repository))).toEqual([]);
  });

  test('no folder or file is a drawer for what has no other place', () => {
    const drawers = ['utils', 'util', 'common', 'helpers', 'helper', 'core', 'misc', 'shared'];
    const found = globSync('{harness,suites,fixtures,scripts}/**/*', {
      cwd: repository,
      exclude: ['**/node_modules/**'],
    });
    expect(found.filter((path) => drawers.includes(basename(path).replace(/\..*$/, '')))).toEqual([]);
  });

  test('no file only passes on what others export', () => {
    const reexports = /^\s*(export (type )?(\*|\{[^}]*\})[^;]*from '[^']+';\s*)+$/;
    expect(
      readSources(repository)
        .filter(({ code }) => reexports.test(code))
        .map(({ path }) => path),
    ).toEqual([]);
  });
});

describe('in a copy of the repository, the layer rule refuses', () => {
  let copy = '';
  afterEach(() => rmSync(copy, { recursive: true, force: true }));

  /** What the rule says of a copy in which these lines stand at the top of these files. */
  function judge(added: Readonly<Record<string, string>>) {
    copy = mkdtempSync(join(tmpdir(), 'assay-layers-'));
    cpSync(join(repository, 'harness'), join(copy, 'harness'), { recursive: true });
    for (const [path, lines] of Object.entries(added)) {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      writeFileSync(join(copy, path), `${lines}\n${existingText(join(copy, path))}`);
    }
    const sources = readSources(copy);
    return { breaches: breaches(sources), effects: effectsReached(sources), circles: circles(sources) };
  }

  const CASES: readonly {
    readonly what: string;
    readonly file: string;
    readonly line: string;
    readonly says: string;
  }[] = [
    {
      what: 'a check that imports the stack',
      file: 'harness/checks/check.ts',
      line: "import { StackError } from '../stack/stack-error.ts';",
      says: 'harness/checks/check.ts:1 imports harness/stack/stack-error.ts: checks does not import from stack',
    },
    {
      what: 'a contract that imports the history, even as a type',
      file: 'harness/contract/units.ts',
      line: "import type { History } from '../history/history.ts';",
      says: 'harness/contract/units.ts:1 imports harness/history/history.ts: contract does not import from history',
    },
    {
      what: 'an oracle that runs a protocol',
      file: 'harness/oracle/answers.ts',
      line: "import { x } from '../protocols/protocol.ts';",
      says: 'harness/oracle/answers.ts:1 imports harness/protocols/protocol.ts: oracle knows protocols by its types only',
    },
    {
      what: 'evidence that imports the report at run time',
      file: 'harness/evidence/added.ts',
      line: "await import('../report/added.ts');",
      says: 'harness/evidence/added.ts:1 imports harness/report/added.ts: evidence does not import from report',
    },
    {
      what: 'a stack that imports a fixture',
      file: 'harness/stack/added.ts',
      line: "export { x } from '../../fixtures/stacks/embedded/reply.ts';",
      says: 'harness/stack/added.ts:1 imports fixtures/stacks/embedded/reply.ts: stack does not import from fixtures',
    },
    {
      what: 'a verdict that reads a file',
      file: 'harness/verdict/added.ts',
      line: "import { readFile } from 'node:fs/promises';",
      says: 'harness/verdict/added.ts:1 imports node:fs/promises: verdict is pure',
    },
    {
      what: 'a generator that asks for the time',
      file: 'harness/observations/added.ts',
      line: 'export const seed = Date.now(); // Date.now',
      says: 'harness/observations/added.ts:1 has Date.now: observations is pure',
    },
    {
      what: 'a check that imports what is there for tests',
      file: 'harness/checks/added.ts',
      line: "import './testing/added.ts';",
      says: 'harness/checks/added.ts:1 imports harness/checks/testing/added.ts: only tests import from testing',
    },
    {
      what: 'a folder that has no layer',
      file: 'harness/anywhere/added.ts',
      line: 'export const x = 1;',
      says: 'harness/anywhere/added.ts: its folder has no layer; give it a line in mayImport',
    },
  ];

  test.each(CASES)('$what', ({ file, line, says }) => {
    expect(judge({ [file]: line }).breaches).toContain(says);
  });

  test('a check that reaches the disk through a module of another layer', () => {
    const { effects } = judge({
      'harness/oracle/added.ts': "import 'node:fs';",
      'harness/checks/added.ts': "import '../oracle/added.ts';",
    });
    expect(effects).toContain(
      'harness/checks/added.ts -> harness/oracle/added.ts -> node:fs: pure folders reach no effect',
    );
  });

  test('two files that import each other', () => {
    const { circles: found } = judge({
      'harness/stack/added.ts': "import './other.ts';",
      'harness/stack/other.ts': "import './added.ts';",
    });
    expect(found).toContain('harness/stack/added.ts -> harness/stack/other.ts -> harness/stack/added.ts');
  });
});

function existingText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
