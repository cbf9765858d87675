import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { contract } from '../../checks/testing/small-contract.ts';
import type { InterventionFile } from '../../contract/stack-file.ts';
import type { AbsenceFacts, Facts } from '../../history/run-event.ts';
import { listeningEvery } from '../../protocols/testing/busy-process.ts';
import { modelDirectory } from '../../stack/model-directory.ts';
import { RestartableEndpoint } from '../../stack/restartable-endpoint.ts';
import { endpointFile, start, workbench } from '../../stack/testing/workbench.ts';
import { type Absence, absences } from './absence.ts';
import { type CommandStep, done } from './intervention.ts';
import { type AbsenceOptions, runAbsences } from './run-absences.ts';

const bench = await workbench();
afterAll(() => bench[Symbol.asyncDispose]());

/**
 * Serves the text of a file that it loads at its start, and when it is told to; ready as long as it has one.
 *
 * @param hesitation - milliseconds that it takes to say whether it is ready, where it has none
 */
const program = (habit: string, { hesitation = 0 } = {}) => `
  import { createServer } from 'node:http';
  import { readFileSync } from 'node:fs';
  const { PORT, MODEL } = process.env;
  const load = () => { try { return readFileSync(MODEL, 'utf8'); } catch { return undefined; } };
  let model = load();
  ${habit}
  createServer(async (request, response) => {
    if (request.url === '/reload') reload();
    if (request.url === '/ready' && model === undefined) await new Promise((done) => setTimeout(done, ${hesitation}));
    const isThere = model !== undefined || (request.url === '/ready' && alwaysReady());
    response.writeHead(isThere ? 200 : 503).end(model);
  }).listen(Number(PORT), '127.0.0.1');
`;
const forgets = 'const alwaysReady = () => false; const reload = () => { model = load(); };';
const lies = 'const alwaysReady = () => true; const reload = () => { model = load(); };';
/** It says that it is not ready once, as during a reload. */
const admitsOnce =
  'let looks = 0; const alwaysReady = () => (looks += 1) > 1; const reload = () => { model = load(); };';
/** Now ready, now not, as of two behind one address. */
const alternates =
  'let looks = 0; const alwaysReady = () => (looks += 1) % 2 === 0; const reload = () => { model = load(); };';
/** Loading takes a while, in which it has nothing; without a model, it then has something else. */
const fallsBack = `${forgets} 
  const loaded = model ?? 'a fallback';
  setTimeout(() => { model = loaded; }, model === undefined ? 500 : 1_500);
  model = undefined;`;
const programs = {
  honest: await bench.write('honest.mjs', program(forgets)),
  keeps: await bench.write(
    'keeps.mjs',
    program('const alwaysReady = () => false; const reload = () => { model = load() ?? model; };'),
  ),
  lies: await bench.write('lies.mjs', program(lies)),
  admitsOnce: await bench.write('admits-once.mjs', program(admitsOnce)),
  alternates: await bench.write('alternates.mjs', program(alternates)),
  hesitates: await bench.write('hesitates.mjs', program(lies, { hesitation: 2_500 })),
  once: await bench.write(
    'once.mjs',
    program(
      `${forgets} const { writeFileSync } = await import('node:fs'); writeFileSync(MODEL + '.started', '', { flag: 'wx' });`,
    ),
  ),
  fallsBack: await bench.write('falls-back.mjs', program(fallsBack)),
  exits: await bench.write('exits.mjs', program(`${forgets} if (!model) process.exit(4);`)),
};
const file: InterventionFile = {
  name: 'it is scaled to none',
  run: ['a'],
  undo: ['b'],
  env: {},
  predicts: 'nothing',
  within: 5_000,
};

/** Takes the model of a real endpoint away in these ways, and brings it back. */
async function carriedOut(
  habit: keyof typeof programs,
  ways: readonly Absence['kind'][],
  changes: Partial<Pick<AbsenceOptions, 'decide' | 'signal'>> & {
    /** @param change - what the command does when all goes well */
    readonly command?: (step: CommandStep, change: () => Promise<undefined>) => Promise<string | undefined>;
    readonly reloaded?: () => void;
  } = {},
) {
  const model = await modelDirectory(await mkdtemp(join(bench.folder, 'run-')), 'model.txt');
  const artifact = await bench.write('artifact.txt', 'the model');
  await model.place(artifact);
  const env = { PORT: '${port}', MODEL: model.artifact };
  const started = (port?: number, until?: 'ready' | 'answering') =>
    start(
      endpointFile(['node', programs[habit]], { start: port === undefined ? { env } : { env, port } }),
      bench.folder,
      until ? { until } : {},
    );
  await using endpoint = new RestartableEndpoint(
    (await started()).endpoint,
    async ({ port }, until) => (await started(port, until)).endpoint,
  );
  const answer = () => fetch(`${endpoint.running.origin}/predict`, { method: 'POST' });
  const change = async (step: CommandStep) => {
    if (step === 'run') await model.remove();
    else await model.place(artifact);
    await fetch(`${endpoint.running.origin}/reload`);
    return undefined;
  };
  const said: string[] = [];
  const facts: Facts[] = [];
  const all = absences({ isOurs: true, readsOurFolder: true, reloads: true, commands: [file] });
  const ended = await runAbsences({
    ways: all.filter(({ kind }) => ways.includes(kind)),
    contract: { ...contract, budgets: { ...contract.budgets, startup: 30_000 } },
    file: endpointFile(['node']),
    endpoint,
    model,
    artifact,
    reload: async () => {
      await fetch(`${endpoint.running.origin}/reload`);
      changes.reloaded?.();
      return done;
    },
    look: async function* () {
      for (let row = 0; row < 2; row += 1) yield (await answer()).status === 200 ? 'own' : 'none';
    },
    ask: async (phase) => {
      const { status } = await answer();
      said.push(`${phase} ${status}`);
      return status === 200;
    },
    decide: async (phase) => void said.push(`decide ${phase}`),
    record: (fact) => void facts.push(fact),
    clock: () => performance.now(),
    signal: new AbortController().signal,
    ...changes,
    command: (step) => (changes.command ?? ((_, change) => change()))(step, () => change(step)),
  }).catch((error: unknown) => error);
  const back = await answer().then(
    (reply) => reply.status,
    () => 'no answer',
  );
  return { said, ended, facts, back, absences: facts.filter((fact): fact is AbsenceFacts => fact.kind === 'absence') };
}

const wholly = ['gone 503', 'decide gone', 'back 200', 'decide resumed'];

test('an artifact that is removed is missed, and missed no more', async () => {
  const run = await carriedOut('honest', ['removed']);
  expect(run.said).toEqual(wholly);
  expect(run.absences).toEqual([
    expect.objectContaining({ running: true, kept: false, ready: false, backAfter: expect.any(Number), problem: null }),
  ]);
  expect(run.absences[0]?.seen).toContain('status 503');
  expect(run.back).toBe(200);
});

test.each(['killed', 'frozen'] as const)('an endpoint that is %s is asked for nothing, and goes on', async (way) => {
  const run = await carriedOut('honest', [way]);
  expect(run.said).toEqual(['decide gone', 'decide resumed']);
  expect(run.absences).toEqual([expect.objectContaining({ running: false, kept: false, ready: null, problem: null })]);
  expect(run.ended).toBe(true);
  expect(run.back).toBe(200);
});

test('one that keeps its model in memory is started without it, where the application is to refuse', async () => {
  const run = await carriedOut('keeps', ['removed', 'started-without']);
  expect(run.said).toEqual(['gone 200', 'back 200', ...wholly]);
  expect(run.absences.map(({ kept }) => kept)).toEqual([true, false]);
});

test('one that was seen without its model is not started without it once more', async () => {
  const run = await carriedOut('honest', ['removed', 'started-without', 'killed']);
  expect(run.absences.map(({ running }) => running)).toEqual([true, false]);
});

test('one that says that it is ready all the while is recorded so', async () => {
  const run = await carriedOut('lies', ['removed']);
  expect(run.absences).toEqual([expect.objectContaining({ kept: false, ready: true, seen: 'ready' })]);
});

test.each(['admitsOnce', 'alternates'] as const)(
  'one that says now and then that it is ready is recorded so: %s',
  async (habit) => {
    const run = await carriedOut(habit, ['removed']);
    expect(run.absences).toEqual([expect.objectContaining({ kept: false, ready: true, seen: 'ready' })]);
  },
);

test('one that falls back once it has failed to load is looked at when that must be over', async () => {
  const run = await carriedOut('fallsBack', ['started-without']);
  expect(run.absences).toEqual([expect.objectContaining({ ready: true, seen: 'ready' })]);
});

test('one that takes its time to say that it is ready is believed all the same', async () => {
  const run = await carriedOut('hesitates', ['removed']);
  expect(run.absences).toEqual([expect.objectContaining({ ready: true, seen: 'ready' })]);
});

test('one that says so while this process seldom listens is heard all the same', async () => {
  let busy: Disposable | undefined;
  const run = await carriedOut('lies', ['removed'], {
    reloaded: () => {
      busy ??= listeningEvery(900);
    },
    decide: async () => busy?.[Symbol.dispose](),
  });
  expect(run.absences).toEqual([expect.objectContaining({ ready: true, seen: 'ready' })]);
});

test('one that ends without a model cannot be started without it, and is there for what follows', async () => {
  const run = await carriedOut('exits', ['started-without', 'killed']);
  expect(run.facts[0]).toMatchObject({ kind: 'notice', text: expect.stringContaining('exit code 4') });
  expect(run.absences.map(({ way, backAfter }) => [way, backAfter !== null])).toEqual([['it is killed', true]]);
  expect(run.back).toBe(200);
});

test('one that does not start again is not left as it was', async () => {
  const run = await carriedOut('once', ['killed']);
  expect(run.absences).toEqual([expect.objectContaining({ backAfter: null, problem: null })]);
  expect(run.ended).toBe(false);
  expect(run.back).toBe('no answer');
});

describe('a command of the stack file', () => {
  test('takes the model away, and brings it back', async () => {
    const run = await carriedOut('honest', ['command']);
    expect(run.said).toEqual(wholly);
    expect(run.absences).toEqual([expect.objectContaining({ way: file.name, kept: false, ready: false })]);
  });

  test('may take its time, as platforms do, until it has taken effect', async () => {
    const rollouts: Promise<unknown>[] = [];
    const run = await carriedOut('lies', ['command'], {
      command: async (_, change) => {
        rollouts.push(
          pause(1_500)
            .then(change)
            // Where nobody waited for it, the endpoint is gone by then.
            .catch(() => {}),
        );
        return undefined;
      },
    });
    await Promise.all(rollouts);
    expect(run.said).toEqual(wholly);
  });

  test('that takes nothing away keeps the model, once its time is over', async () => {
    const run = await carriedOut('honest', ['command'], { command: async () => undefined });
    expect(run.said).toEqual(['gone 200', 'back 200']);
    expect(run.absences).toEqual([expect.objectContaining({ kept: true })]);
  });

  test('that fails is taken back, and says why nothing was seen', async () => {
    const steps: string[] = [];
    const run = await carriedOut('honest', ['command'], {
      command: async (step) => {
        steps.push(step);
        return step === 'run' ? 'it ended with exit code 1' : undefined;
      },
    });
    expect(steps).toEqual(['run', 'undo']);
    const reason = 'the model could not be taken away (it is scaled to none): it ended with exit code 1';
    expect(run.facts).toEqual([{ kind: 'skipped', phase: 'gone', reason }]);
  });

  test('that does not bring it back says so, and is not held against the endpoint', async () => {
    const run = await carriedOut('honest', ['command'], {
      command: async (step) => (step === 'undo' ? 'it ended with exit code 1' : undefined),
    });
    expect(run.absences).toEqual([expect.objectContaining({ backAfter: null, problem: 'it ended with exit code 1' })]);
    expect(run.ended).toBe(false);
  });

  test('is taken back when the run is interrupted', async () => {
    const run = await carriedOut('honest', ['command'], { decide: () => Promise.reject(new Error('interrupted')) });
    expect(run.ended).toEqual(new Error('interrupted'));
    expect(run.back).toBe(200);
  });
});
