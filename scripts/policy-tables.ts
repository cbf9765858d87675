import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const played = z.object({ meanReward: z.number(), interval95: z.tuple([z.number(), z.number()]) });

export const exportCheckOf = z.object({
  exportCheck: z.looseObject({
    observations: z.number(),
    largestInUnitsOfTolerance: z.number().optional(),
    largestDifference: z.number().optional(),
    actionsChanged: z.number().optional(),
  }),
});

/** What of a training record the tables tell. */
const record = exportCheckOf.extend({
  algorithm: z.string(),
  seed: z.number(),
  steps: z.number(),
  seconds: z.number(),
  evaluation: z.looseObject({
    policy: played,
    actionsUsed: z.number(),
    actionCounts: z.record(z.string(), z.number()),
    entropy: z.number().nullish(),
    actionEntropy: z.number(),
    unit: z.string(),
    finding: z.string().optional(),
  }),
});

export type PolicyRecord = z.output<typeof record>;

/** The records of all published policies, by name. */
export function policyRecords(folder: string): ReadonlyMap<string, PolicyRecord> {
  const names = readdirSync(folder)
    .sort()
    .filter((name) => existsSync(join(folder, name, 'record.json')));
  return new Map(
    names.map((name) => [name, record.parse(JSON.parse(readFileSync(join(folder, name, 'record.json'), 'utf8')))]),
  );
}

/** Markdown: how each policy was trained, what it did on what it had not seen, and what its export changed. */
export function policyTables(records: ReadonlyMap<string, PolicyRecord>): string {
  const rows = [...records].map(([name, { algorithm, steps, seconds, evaluation }]) => [
    `\`${name}\``,
    algorithm,
    steps.toLocaleString('en'),
    Math.round(seconds).toString(),
    withInterval(evaluation.policy),
    baselinesOf(evaluation),
    `${evaluation.actionsUsed} of ${Object.keys(evaluation.actionCounts).length}`,
    evaluation.actionEntropy.toFixed(2),
  ]);
  const exports = [...records].map(([name, { exportCheck }]) => [
    `\`${name}\``,
    exportCheck.observations.toLocaleString('en'),
    rounded(unitsOfTolerance(exportCheck)),
  ]);
  const units = [...records].map(([name, { evaluation }]) => `- \`${name}\`: ${evaluation.unit}.`);
  const findings = [...records].flatMap(
    ([
      name,
      {
        evaluation: { finding },
      },
    ]) => (finding === undefined ? [] : [`- \`${name}\`: ${finding}`]),
  );
  return [
    table(
      ['policy', 'by', 'steps', 'seconds', 'out of sample [95 %]', 'baselines', 'actions used', 'entropy of actions'],
      rows,
    ),
    `Units of the result:\n\n${units.join('\n')}`,
    `Where markets give no edge, the record says so:\n\n${findings.join('\n')}`,
    'ONNX against torch, in units of the tolerance (1 would be refused):',
    table(['policy', 'observations drawn', 'largest difference'], exports),
  ].join('\n\n');
}

const begin = '<!-- tables: written by scripts/policy-tables.ts -->';
const end = '<!-- end of tables -->';

/** @throws {Error} when the page does not say where the tables go */
export function withTables(page: string, tables: string): string {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`the page has no ${begin} … ${end}`);
  return `${before}${begin}\n\n${tables}\n\n${end}${after}`;
}

/** What a record evaluates beside its baselines: the policy itself, here and in other periods. */
const notBaselines = ['policy', 'inSample'];

function baselinesOf(evaluation: PolicyRecord['evaluation']): string {
  return Object.entries(evaluation)
    .flatMap(([name, value]) => {
      const baseline = played.safeParse(value);
      return notBaselines.includes(name) || !baseline.success
        ? []
        : [`${inWords(name)} ${rounded(baseline.data.meanReward)}`];
    })
    .join(', ');
}

function withInterval({ meanReward, interval95: [low, high] }: z.output<typeof played>): string {
  return `${rounded(meanReward)} [${rounded(low)}, ${rounded(high)}]`;
}

/** The absolute part of the tolerance of every policy here. */
const absoluteTolerance = 1e-4;

/** The largest difference of ONNX and torch; where only the difference is recorded, by the absolute part alone. */
export function unitsOfTolerance({
  largestInUnitsOfTolerance,
  largestDifference = Number.NaN,
}: PolicyRecord['exportCheck']): number {
  return largestInUnitsOfTolerance ?? largestDifference / absoluteTolerance;
}

function rounded(value: number): string {
  return `${Number(value.toPrecision(3))}`;
}

/** `zScoreRule`: `z score rule`. */
function inWords(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export const policiesPage = fileURLToPath(new URL('../docs/policies.md', import.meta.url));
export const policiesFolder = fileURLToPath(new URL('../fixtures/policies/', import.meta.url));

if (import.meta.main) {
  const page = readFileSync(policiesPage, 'utf8');
  writeFileSync(policiesPage, withTables(page, policyTables(policyRecords(policiesFolder))));
}
