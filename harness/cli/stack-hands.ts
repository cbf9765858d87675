import { AssayError } from '../assay-error.ts';
import { abortReason } from '../campaign/abort-reason.ts';
import type { Reload } from '../campaign/interventions/carry-out.ts';
import { forceReload } from '../campaign/interventions/force-reload.ts';
import { done, type RunCommand } from '../campaign/interventions/intervention.ts';
import { referencesIn, substitute } from '../contract/placeholder.ts';
import type { InterventionFile } from '../contract/stack-file.ts';
import { runCommand } from '../stack/run-command.ts';
import type { RunningEndpoint } from '../stack/running-endpoint.ts';
import { resolveSecrets } from '../stack/secrets.ts';
import type { InterventionRunOptions } from './intervention-run.ts';
import type { RunInputs } from './run-inputs.ts';
import type { RunRecord } from './run-record.ts';

const grace = 2_000; // milliseconds that a command has to end when it is told to

interface Hands extends Pick<InterventionRunOptions, 'signal'> {
  readonly inputs: Pick<RunInputs, 'endpoint'> & { readonly stack: Pick<RunInputs['stack'], 'folder'> };
  readonly record: Pick<RunRecord, 'log' | 'clock'>;
  readonly endpoint: { readonly running: Parameters<typeof forceReload>[1] & Pick<RunningEndpoint, 'replicas'> };
}

/** Forces the endpoint that runs now to load its artifact anew. */
export function stackReload(hands: Hands): Reload {
  const { inputs, endpoint, signal } = hands;
  const { artifact, deadline } = inputs.endpoint;
  const words = artifact?.reload;
  if (!words) return () => forceReload(inputs.endpoint, endpoint.running, signal);
  return async () => {
    const values = { origin: endpoint.running.origin, 'stack.dir': inputs.stack.folder };
    const start = { source: 'reload', process: words, env: {} };
    const within = Math.max(deadline, artifact.within);
    const problem = await toldProblem(signal, () => run(hands, start, values, within, signal));
    return problem === undefined ? done : { kind: 'failed', problem: `the command that has it reload: ${problem}` };
  };
}

/** The same of several, each by its own address; a command that asks for none tells all of them. */
export function replicaReload(hands: Hands): Reload {
  const { running } = hands.endpoint;
  const words = hands.inputs.endpoint.artifact?.reload;
  if (words && !words.flatMap(referencesIn).includes('origin')) return stackReload(hands);
  return async () => {
    for (const { name, origin } of running.replicas) {
      const carried = await stackReload({ ...hands, endpoint: { running: { ...running, origin } } })();
      if (carried.kind === 'failed') return { kind: 'failed', problem: `${name}: ${carried.problem}` };
    }
    return done;
  };
}

/** Runs the commands of the stack file, in its folder. */
export function stackCommands(hands: Hands): RunCommand {
  const { inputs, signal } = hands;
  const uninterrupted = new AbortController().signal;
  return async (step, artifact, { name, env, within, ...commands }) => {
    const start = { source: `intervention: ${name}`, process: commands[step], env };
    const values = { artifact, 'stack.dir': inputs.stack.folder };
    const stop = step === 'undo' ? uninterrupted : signal;
    return await toldProblem(stop, () => run(hands, start, values, within, stop));
  };
}

interface Command {
  readonly source: string;
  readonly process: string[];
  readonly env: InterventionFile['env'];
}

function run(
  { inputs, record, endpoint }: Hands,
  { source, ...start }: Command,
  values: Parameters<typeof substitute>[1],
  within: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const lookUp = (variable: string) => process.env[variable];
  const { PATH = '/usr/local/bin:/usr/bin:/bin', HOME } = process.env;
  const options = {
    source,
    command: start.process.map((word) => substitute(word, values)),
    env: {
      PATH,
      ...(HOME === undefined ? {} : { HOME }),
      LANG: 'C.UTF-8',
      ...resolveSecrets(substituted(start.env, values), lookUp),
    },
    cwd: inputs.stack.folder,
    redactor: endpoint.running.redactor,
    log: record.log,
    clock: record.clock,
    grace,
  };
  return runCommand(options, within, signal);
}

function substituted(env: InterventionFile['env'], values: Parameters<typeof substitute>[1]): InterventionFile['env'] {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, typeof value === 'string' ? substitute(value, values) : value]),
  );
}

async function toldProblem(signal: AbortSignal, act: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await act();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AssayError) return abortReason(error);
    throw error;
  }
}
