/** `npm run build`: everything that is published, as JavaScript and in the same tree, into dist/. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isScalar, isSeq, parseDocument, visit } from 'yaml';

const repository = dirname(import.meta.dirname);
const dist = join(repository, 'dist');

const DATA = [
  'contracts/**/*.{yaml,json}',
  'fixtures/policies/kalshi-limit-order/**/*.{onnx,json}',
  // What a contract names, and what may be served in its place; the rest is for the repository.
  'fixtures/policies/*/{policy.onnx,golden.json,record.json}',
  'fixtures/policies/*/*/{policy.onnx,record.json}',
  // What the exchanges of the traders show, and what their applications compute with.
  'fixtures/policies/portfolio-allocator/{windows,prescreening}.json',
  'fixtures/stacks/*/*.{yaml,json}',
  'harness/protocols/*.proto',
];

rmSync(dist, { recursive: true, force: true });
emitJavaScript();
for (const file of globSync(DATA, { cwd: repository })) {
  if (!startsContainers(file)) publish(file);
}

function emitJavaScript(): void {
  const tsc = join(repository, 'node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '--project', 'tsconfig.build.json'], {
    cwd: repository,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** What a container is built from stays in the repository, and so does the stack file that names it. */
function startsContainers(file: string): boolean {
  if (!/^fixtures\/stacks\/.*\.yaml$/.test(file)) return false;
  let contained = false;
  visit(parseDocument(readFileSync(join(repository, file), 'utf8')), {
    Pair(_, { key }) {
      if (isScalar(key) && key.value === 'container') contained = true;
    },
  });
  return contained;
}

function publish(file: string): void {
  const target = join(dist, file);
  mkdirSync(dirname(target), { recursive: true });
  if (file.startsWith('fixtures/stacks/'))
    writeFileSync(target, startingJavaScript(readFileSync(join(repository, file), 'utf8')));
  else copyFileSync(join(repository, file), target);
}

/** A stack file names the programs that it starts; in dist they end in `.js`. */
function startingJavaScript(stackFile: string): string {
  const document = parseDocument(stackFile);
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== 'process' || !isSeq(value)) return;
      for (const word of value.items) {
        if (isScalar(word) && typeof word.value === 'string') word.value = word.value.replace(/\.ts$/, '.js');
      }
    },
  });
  return document.toString({ lineWidth: 0 });
}
