/**
 * `npm run false-alarms [-- --seeds 100 --from 1 --at-once 2 POLICY…]`: verifies healthy servers of the trained policies, seed
 * after seed, and counts the verdicts. The evidence of what is not proven stays. Exit code 1 where anything was refuted.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { upperBound } from '../harness/checks/clopper-pearson.ts';

const repository = dirname(import.meta.dirname);
const evidence = join(repository, 'assay-evidence', 'false-alarms');
const confidence = 0.99;
const verdicts = ['PROVEN', 'REFUTED', 'UNPROVEN'] as const;
type Verdict = (typeof verdicts)[number] | 'neither';

const trained = readdirSync(join(repository, 'fixtures', 'policies')).filter((name) => name !== 'training');
const { seeds, from, atOnce, named } = flags();
const policies = named.length > 0 ? named : trained;
const counts = new Map(policies.map((policy) => [policy, new Map<Verdict, number>()]));
let interrupted = false;
process.once('SIGINT', () => {
  interrupted = true;
});

/** Takes one run after the other of those that nobody else has taken. */
async function work(runs: Iterator<readonly [policy: string, seed: number]>): Promise<void> {
  for (let run = runs.next(); !run.done && !interrupted; run = runs.next()) {
    const [policy, seed] = run.value;
    const { verdict, lastLine } = await verified(policy, seed);
    if (interrupted && verdict === 'neither') return;
    const ofPolicy = counts.get(policy)!;
    ofPolicy.set(verdict, (ofPolicy.get(verdict) ?? 0) + 1);
    if (verdict !== 'PROVEN') console.log(`${policy}, seed ${seed}: ${lastLine}`);
  }
}

async function verified(policy: string, seed: number): Promise<{ verdict: Verdict; lastLine: string }> {
  const out = join(evidence, `${policy}-${seed}`);
  rmSync(out, { recursive: true, force: true });
  const words = ['verify', '--contract', join('contracts', `${policy}.yaml`), '--seed', `${seed}`, '--out', out];
  const child = spawn(process.execPath, [...process.execArgv, join('harness', 'cli', 'main.ts'), ...words], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const verdict = verdicts[code ?? -1] ?? 'neither';
  if (verdict === 'PROVEN') rmSync(out, { recursive: true });
  return { verdict, lastLine: said.trimEnd().split('\n').at(-1) ?? '' };
}

function* allRuns() {
  for (let seed = from; seed < from + seeds; seed += 1) for (const policy of policies) yield [policy, seed] as const;
}

const runs = allRuns();
await Promise.all(Array.from({ length: atOnce }, () => work(runs)));
const total = (verdict: Verdict) => [...counts.values()].reduce((sum, each) => sum + (each.get(verdict) ?? 0), 0);
const all = [...verdicts, 'neither' as const].reduce((sum, verdict) => sum + total(verdict), 0);
console.table(
  Object.fromEntries(
    policies.map((policy) => [
      policy,
      Object.fromEntries(verdicts.map((each) => [each, counts.get(policy)!.get(each) ?? 0])),
    ]),
  ),
);
const rate = (100 * upperBound(total('REFUTED'), all, confidence)).toFixed(2);
console.log(
  `${all} healthy runs: ${total('PROVEN')} PROVEN, ${total('UNPROVEN')} UNPROVEN, ${total('REFUTED')} REFUTED, ` +
    `${total('neither')} without a verdict. Of such runs, less than ${rate} % are refuted (${100 * confidence} % confidence).`,
);
process.exitCode = total('REFUTED') + total('neither') > 0 ? 1 : interrupted ? 130 : 0;

function flags() {
  const options = {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    'at-once': { type: 'string', default: '2' },
  } as const;
  try {
    const { values, positionals: named } = parseArgs({ options, allowPositionals: true });
    const whole = (text: string) => {
      if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
      throw new Error(`${text} is no positive whole number`);
    };
    const unknown = named.find((name) => !trained.includes(name));
    if (unknown !== undefined) throw new Error(`there is no policy ${unknown}; there are ${trained.join(', ')}`);
    return { seeds: whole(values.seeds), from: whole(values.from), atOnce: whole(values['at-once']), named };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(64);
  }
}
