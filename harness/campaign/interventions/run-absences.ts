import { AssayError } from '../../assay-error.ts';
import type { Contract } from '../../contract/contract.ts';
import type { EndpointFile } from '../../contract/stack-file.ts';
import type { Facts } from '../../history/run-event.ts';
import type { ModelDirectory } from '../../stack/model-directory.ts';
import { awaitReadiness } from '../../stack/readiness.ts';
import type { RestartableEndpoint } from '../../stack/restartable-endpoint.ts';
import { abortReason } from '../abort-reason.ts';
import type { Absence } from './absence.ts';

/** That there is no model may show a little late; one look at readiness takes no longer than this. */
const noticedWithin = 1_000; // milliseconds
const oneLook = 100; // milliseconds

export interface AbsenceOptions {
  readonly ways: readonly Absence[];
  readonly contract: Contract;
  readonly file: EndpointFile;
  readonly endpoint: RestartableEndpoint;
  readonly model: ModelDirectory;
  /** The own artifact, as an absolute path. */
  readonly artifact: string;
  readonly reload: () => Promise<string | undefined>;
  readonly command: (
    words: readonly string[],
    artifact: string,
    file: Extract<Absence, { kind: 'command' }>['file'],
  ) => Promise<string | undefined>;
  /** Sends a few rows, and records them; says whether all were answered as the own policy does. */
  readonly ask: (phase: 'gone' | 'back', way: string) => Promise<boolean>;
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
 */
export async function runAbsences(options: AbsenceOptions): Promise<void> {
  const { ways, ask, decide, record, clock, signal } = options;
  let isGoneFromMemory = false;
  for (const absence of ways) {
    signal.throwIfAborted();
    // A restart shows what a reload has shown already.
    if (absence.kind === 'started-without' && isGoneFromMemory) continue;
    const { way } = absence;
    const problem = await take(absence, options);
    if (problem !== undefined) {
      record({ kind: 'notice', text: `the model could not be taken away (${way}): ${problem}` });
      continue;
    }
    const { ready, seen } = await readinessWithout(options);
    const answers = absence.kind !== 'killed' && absence.kind !== 'frozen';
    const kept = answers && (await ask('gone', way));
    if (!kept) {
      isGoneFromMemory ||= answers;
      await decide('gone', way);
    }
    const since = clock();
    const missing = await bringBack(absence, options);
    record({
      kind: 'absence',
      way,
      running: answers,
      kept,
      ready,
      seen,
      backAfter: missing === undefined ? clock() - since : null,
    });
    if (missing !== undefined) {
      record({ kind: 'notice', text: `the model did not come back after ${way}: ${missing}` });
      return;
    }
    if (answers) await ask('back', way);
    if (!kept) await decide('resumed', way);
  }
}

/** @returns why it could not be done */
async function take(
  absence: Absence,
  { endpoint, model, reload, command, artifact }: AbsenceOptions,
): Promise<string | undefined> {
  switch (absence.kind) {
    case 'removed':
      await model.remove();
      // An endpoint that has no model may say no.
      await reload();
      return undefined;
    case 'started-without':
      await endpoint.kill();
      await model.remove();
      return told(() => endpoint.startAgain('answering'));
    case 'killed':
      await endpoint.kill();
      return undefined;
    case 'frozen':
      endpoint.control?.freeze();
      return undefined;
    case 'command':
      return command(absence.file.run, artifact, absence.file);
  }
}

/** @returns why it is not ready again */
async function bringBack(absence: Absence, options: AbsenceOptions): Promise<string | undefined> {
  const { endpoint, model, artifact, reload, command, contract } = options;
  switch (absence.kind) {
    case 'removed':
      await model.place(artifact);
      await reload();
      break;
    case 'started-without':
      await endpoint.kill();
      await model.place(artifact);
      return told(() => endpoint.startAgain());
    case 'killed':
      return told(() => endpoint.startAgain());
    case 'frozen':
      endpoint.control?.goOn();
      break;
    case 'command': {
      const problem = await command(absence.file.undo, artifact, absence.file);
      if (problem !== undefined) return problem;
    }
  }
  const { ready, seen } = await readiness(options, contract.budgets.startup);
  return ready ? undefined : seen;
}

/** Looks until it is not ready, or should have noticed. */
async function readinessWithout(options: AbsenceOptions): Promise<{ ready: boolean; seen: string }> {
  const { clock } = options;
  const end = clock() + noticedWithin;
  let state = await readiness(options, oneLook);
  while (state.ready && clock() < end) state = await readiness(options, oneLook);
  return state;
}

async function readiness(
  { endpoint: { running }, file, signal }: AbsenceOptions,
  budget: number,
): Promise<{ ready: boolean; seen: string }> {
  const { origin, headers, redactor } = running;
  const state = await awaitReadiness({
    origin,
    headers,
    redactor,
    route: file.routes.ready,
    expected: file.ready,
    until: 'ready',
    budget,
    signal,
  });
  return state.kind === 'ready' ? { ready: true, seen: 'ready' } : { ready: false, seen: state.seen };
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
