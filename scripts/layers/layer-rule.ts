/**
 * The layer rule: a folder imports from itself and from the layers that its line names. A folder without a line is
 * refused, so that a new one gets its place on the day it is made.
 */
const bottom = ['assay-error', 'contract'] as const;
const facts = ['history', 'observations', 'oracle', 'protocols'] as const;
const run = ['stack', 'tap', 'campaign'] as const;
const judged = [...bottom, ...facts, ...run, 'checks', 'suites', 'verdict'] as const;

const mayImport: Readonly<Record<string, readonly string[]>> = {
  'assay-error': [],
  contract: bottom,
  history: [...bottom, ...facts],
  observations: [...bottom, ...facts],
  oracle: [...bottom, ...facts],
  protocols: [...bottom, ...facts],
  checks: [...bottom, ...facts],
  stack: [...bottom, ...facts],
  tap: [...bottom, ...facts, 'stack'],
  campaign: [...bottom, ...facts, ...run],
  suites: [...bottom, ...facts, ...run, 'checks'],
  verdict: judged,
  evidence: judged,
  report: [...judged, 'evidence'],
  cli: [...judged, 'evidence', 'report', 'fixtures'],
};

const pure = ['checks', 'observations', 'verdict'];

const packagesWithEffects = ['undici', 'onnxruntime-node'];
const modulesWithEffects = [
  'child_process',
  'cluster',
  'dgram',
  'dns',
  'fs',
  'http',
  'http2',
  'https',
  'net',
  'process',
  'readline',
  'sqlite',
  'timers',
  'tls',
  'worker_threads',
];

const clockOrChance =
  /\b(Date\.now|new Date\(\)|performance\.\w+|Math\.random|randomUUID|randomBytes|process\.\w+|setTimeout|setInterval|fetch\()/;

export interface Import {
  /** path of the importing file, from the repository's root */
  readonly from: string;
  /** path of the imported file from the root, or the name of a package or of a module of Node */
  readonly to: string;
  readonly typeOnly: boolean;
  readonly line: number;
}

export interface SourceFile {
  readonly path: string;
  /** the text with comments blanked out */
  readonly code: string;
  readonly imports: readonly Import[];
}

/** @returns every breach in words, with file and line */
export function breaches(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => [
    ...placeless(file),
    ...file.imports.flatMap(breachOf),
    ...(pure.includes(layerOf(file.path)) ? clocksAndChance(file) : []),
  ]);
}

/**
 * What a pure folder reaches at run time through the imports of others.
 *
 * @returns each with the way that leads there
 */
export function effectsReached(files: readonly SourceFile[]): string[] {
  const importsOf = new Map(files.map((file) => [file.path, file.imports.filter(({ typeOnly }) => !typeOnly)]));
  return files
    .filter((file) => pure.includes(layerOf(file.path)))
    .flatMap((file) => {
      const ways = new Map([[file.path, file.path]]);
      for (const [path, way] of ways) {
        for (const { to } of importsOf.get(path) ?? []) if (!ways.has(to)) ways.set(to, `${way} -> ${to}`);
      }
      return [...ways].filter(([path]) => hasEffects(path)).map(([, way]) => `${way}: pure folders reach no effect`);
    });
}

/** @returns each circle of imports at run time once */
export function circles(files: readonly SourceFile[]): string[] {
  const importsOf = new Map(files.map((file) => [file.path, file.imports.filter(({ typeOnly }) => !typeOnly)]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    const seenAt = way.indexOf(path);
    if (seenAt >= 0) {
      found.push([...way.slice(seenAt), path].join(' -> '));
      return;
    }
    if (done.has(path)) return;
    for (const { to } of importsOf.get(path) ?? []) visit(to, [...way, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return found;
}

function breachOf({ from, to, typeOnly, line }: Import): string[] {
  const [layer, imported] = [layerOf(from), layerOf(to)];
  const breach = (rule: string) => [`${from}:${line} imports ${to}: ${rule}`];
  if (imported === 'package') {
    return pure.includes(layer) && hasEffects(to) ? breach(`${layer} is pure`) : [];
  }
  if (to.includes('/testing/')) return breach('only tests import from testing');
  if (layer === imported) return [];
  if (!(mayImport[layer] ?? []).includes(imported)) return breach(`${layer} does not import from ${imported}`);
  if (!typeOnly && isFact(layer) && isFact(imported)) return breach(`${layer} knows ${imported} by its types only`);
  return [];
}

function placeless({ path }: SourceFile): string[] {
  return Object.hasOwn(mayImport, layerOf(path))
    ? []
    : [`${path}: its folder has no layer; give it a line in mayImport`];
}

function clocksAndChance({ path, code }: SourceFile): string[] {
  return code.split('\n').flatMap((text, index) => {
    const word = clockOrChance.exec(text)?.[0];
    return word === undefined ? [] : [`${path}:${index + 1} has ${word}: ${layerOf(path)} is pure`];
  });
}

/** `harness/checks/x.ts` is of `checks`, `harness/assay-error.ts` of `assay-error`, `suites/x.ts` of `suites`. */
function layerOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  if (top === 'harness') return second.replace(/\.ts$/, '');
  return /^(suites|fixtures|scripts|contracts)$/.test(top) && path.includes('/') ? top : 'package';
}

function isFact(layer: string): boolean {
  return facts.some((fact) => fact === layer);
}

function hasEffects(name: string): boolean {
  const [first = ''] = name.replace(/^node:/, '').split('/');
  return layerOf(name) === 'package' && (modulesWithEffects.includes(first) || packagesWithEffects.includes(first));
}
