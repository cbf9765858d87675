import { setTimeout as pause } from 'node:timers/promises';
import { AssayError } from '../../assay-error.ts';
import type { Contract } from '../../contract/contract.ts';
import type { EndpointFile, InterventionFile } from '../../contract/stack-file.ts';
import type { AbsenceFacts, Facts } from '../../history/run-event.ts';
import type { ModelDirectory } from '../../stack/model-directory.ts';
import { awaitReadiness, lookAtReadiness } from '../../stack/readiness.ts';
import type { RestartableEndpoint } from '../../stack/restartable-endpoint.ts';
import { abortReason } from '../abort-reason.ts';
import type { Absence } from './absence.ts';
import type { Asking } from './ask-endpoint.ts';
import { untilOwnIsBack, untilOwnIsGone, type Wait } from './awaiting-answers.ts';
import type { Reload } from './carry-out.ts';
import type { RunCommand } from './intervention.ts';

// Milliseconds.
/** That there is no model may show a little late. */
const noticedWithin = 1_000;
/** What does not run has nothing to say, unless something else speaks for it. */
const ofWhatDoesNotRun = 100;
const betweenLooks = 50;
/** For what was brought back by a command that took all of its time. */
const shortestWait = 100;

export interface AbsenceOptions extends Asking {
  readonly ways: readonly Absence[];
  readonly contract: Contract;
  readonly file: EndpointFile;
  readonly endpoint: RestartableEndpoint;
  readonly model: ModelDirectory;
  /** What the endpoint loads as its own policy, as an absolute path. */
  readonly artifact: string;
  readonly reload: Reload;
  readonly command: RunCommand;
  readonly decide: (phase: 'gone' | 'resumed', way: string) => Promise<void>;
  readonly record: (facts: Facts) => void;
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

/**
 * Takes the model away in one way after the other, looks at what the endpoint says and the application does, and brings it
 * back.
 *
 * Where it cannot be brought back, the next ways are left.
 *
 * @returns whether it was brought back each time
 */
export async function runAbsences(options: AbsenceOptions): Promise<boolean> {
  const { ways, ask, decide, record, clock, signal } = options;
  let isGoneFromMemory = false;
  for (const absence of ways) {
    signal.throwIfAborted();
    // A restart shows what a reload has shown already.
    if (absence.kind === 'started-without' && isGoneFromMemory) continue;
    const { way } = absence;
    const looked = await lookWithout(absence, options);
    const since = clock();
    const back = await bringBack(absence, options);
    const isBack = back.kind === 'back';
    if (looked.kind === 'not-taken') {
      const text = `the model could not be taken away (${way}): ${looked.problem}`;
      // What somebody asked for in the stack file must be seen, or the clause is not proven.
      record(absence.kind === 'command' ? { kind: 'skipped', phase: 'gone', reason: text } : { kind: 'notice', text });
    } else {
      const { kind: _, ...seen } = looked;
      const problem = back.kind === 'not-done' ? back.problem : null;
      record({ kind: 'absence', way, ...seen, backAfter: isBack ? clock() - since : null, problem });
    }
    if (!isBack) {
      const why = back.kind === 'not-done' ? back.problem : back.seen;
      record({ kind: 'notice', text: `the model did not come back after ${way}: ${why}` });
      return false;
    }
    if (looked.kind === 'not-taken') continue;
    isGoneFromMemory ||= looked.running && !looked.kept;
    if (looked.running) await ask('back', way);
    if (!looked.kept) await decide('resumed', way);
  }
  return true;
}

type Looked =
  | { readonly kind: 'not-taken'; readonly problem: string }
  | ({ readonly kind: 'taken' } & Pick<AbsenceFacts, 'running' | 'kept' | 'ready' | 'seen'>);

/** Takes the model away, and looks. What a command of the stack file did is taken back when this does not come to its end. */
async function lookWithout(absence: Absence, options: AbsenceOptions): Promise<Looked> {
  const { ask, decide } = options;
  const { kind, way } = absence;
  try {
    const problem = await take(absence, options);
    if (problem !== undefined) return { kind: 'not-taken', problem };
    const running = kind !== 'killed' && kind !== 'frozen';
    const { ready, seen } = await readinessWithout(options, running);
    const kept = running && (await ask('gone', way));
    if (!kept) await decide('gone', way);
    return { kind: 'taken', running, kept, ready, seen };
  } catch (error) {
    if (kind === 'command') await options.command('undo', options.artifact, absence.file);
    throw error;
  }
}

/** @returns why it could not be done */
async function take(absence: Absence, options: AbsenceOptions): Promise<string | undefined> {
  const { endpoint, model, reload, command, artifact, look, signal } = options;
  // Whatever falls back does so when it has failed to load, and may say until then that it has no model.
  const loading = endpoint.running.readyAfter;
  switch (absence.kind) {
    case 'removed': {
      await model.remove();
      // An endpoint that has no model may say no.
      const { kind } = await reload();
      if (kind === 'accepted') await passing(loading, signal);
      return undefined;
    }
    case 'started-without': {
      await endpoint.kill();
      await model.remove();
      const problem = await told(() => endpoint.startAgain('answering'));
      if (problem === undefined) await passing(Math.max(0, loading - endpoint.running.readyAfter), signal);
      return problem;
    }
    case 'killed':
      await endpoint.kill();
      return undefined;
    case 'frozen':
      await endpoint.control?.freeze();
      return undefined;
    case 'command': {
      const wait = within(absence.file, options);
      const problem = await command('run', artifact, absence.file);
      if (problem === undefined) await untilOwnIsGone(look, wait);
      return problem;
    }
  }
}

type Back =
  | { readonly kind: 'back' }
  /** Everything was done for it, and it is not ready. */
  | { readonly kind: 'late'; readonly seen: string }
  /** It could not be done. */
  | { readonly kind: 'not-done'; readonly problem: string };

async function bringBack(absence: Absence, options: AbsenceOptions): Promise<Back> {
  const { endpoint, model, artifact, reload, contract } = options;
  switch (absence.kind) {
    case 'removed':
      await model.place(artifact);
      await reload();
      break;
    case 'started-without':
      await endpoint.kill();
      await model.place(artifact);
      return startedAgain(endpoint);
    case 'killed':
      return startedAgain(endpoint);
    case 'frozen':
      await endpoint.control?.goOn();
      break;
    case 'command':
      return takenBack(absence.file, options);
  }
  return readyAgain(options, contract.budgets.startup);
}

/** That it is ready says little of a deployment of several: it is asked about rows only when all are answered, or its time is over. */
async function takenBack(file: InterventionFile, options: AbsenceOptions): Promise<Back> {
  const { command, artifact, clock, look } = options;
  const wait = within(file, options);
  const problem = await command('undo', artifact, file);
  if (problem !== undefined) return { kind: 'not-done', problem };
  const back = await readyAgain(options, Math.max(wait.end - clock(), shortestWait));
  if (back.kind === 'back') await untilOwnIsBack(look, wait);
  return back;
}

/** The command is part of the time that it has. */
function within(file: InterventionFile, { clock, signal }: AbsenceOptions): Wait {
  return { end: clock() + file.within, clock, signal };
}

async function readyAgain(options: AbsenceOptions, within: number): Promise<Back> {
  const state = await awaitReadiness({ ...readinessRoute(options), until: 'ready', within });
  return state.kind === 'ready' ? { kind: 'back' } : { kind: 'late', seen: state.seen };
}

async function startedAgain(endpoint: RestartableEndpoint): Promise<Back> {
  const problem = await told(() => endpoint.startAgain());
  return problem === undefined ? { kind: 'back' } : { kind: 'late', seen: problem };
}

/**
 * Looks until it is not ready twice in a row, since one that is busy with a reload may say so once, or until it should have
 * noticed. One that runs is given as long to answer as any request has.
 */
async function readinessWithout(options: AbsenceOptions, running: boolean): Promise<Seen> {
  const { clock, signal, file } = options;
  const end = clock() + noticedWithin;
  const deadline = running ? file.deadline : ofWhatDoesNotRun;
  for (let refusals = 0; ; ) {
    const { missing, answered } = await lookAtReadiness({ ...readinessRoute(options), deadline });
    signal.throwIfAborted();
    const ready = answered ? missing === undefined : null;
    refusals = ready === false ? refusals + 1 : 0;
    const isTold = refusals === 2 || (ready === null && !running);
    if (isTold || (refusals === 0 && clock() >= end)) return { ready, seen: missing ?? 'ready' };
    await passing(betweenLooks, signal);
  }
}

/** @throws the reason of the signal */
async function passing(milliseconds: number, signal: AbortSignal): Promise<void> {
  await pause(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
}

type Seen = Pick<AbsenceFacts, 'ready' | 'seen'>;

function readinessRoute({ endpoint: { running }, file, signal }: AbsenceOptions) {
  const { origin, ports, headers, redactor, budget } = running;
  const { routes, protocol, ready } = file;
  return { origin, ports, headers, redactor, budget, route: routes.ready, protocol, expected: ready, signal };
}

async function told(act: () => Promise<void>): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof AssayError) return abortReason(error);
    throw error;
  }
}
