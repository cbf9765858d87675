import { AssayError } from '../assay-error.ts';
import { abortReason } from '../campaign/abort-reason.ts';
import type { Reload } from '../campaign/interventions/carry-out.ts';
import { forceReload } from '../campaign/interventions/force-reload.ts';
import type { RunCommand } from '../campaign/interventions/intervention.ts';
import { substitute } from '../contract/placeholder.ts';
import { componentRedactor } from '../contract/secrets.ts';
import type { InterventionFile } from '../contract/stack-file.ts';
import { runCommand } from '../stack/run-command.ts';
import { resolveSecrets } from '../stack/secrets.ts';
import type { InterventionRunOptions } from './intervention-run.ts';

const grace = 2_000; // milliseconds that a command has to end when it is told to

type Hands = Pick<InterventionRunOptions, 'inputs' | 'record' | 'endpoint' | 'signal'>;

/** Forces the endpoint that runs now to load its artifact anew. */
export function stackReload({ inputs, endpoint, signal }: Hands): Reload {
  return () => forceReload(inputs.endpoint, endpoint.running, signal);
}

/** Runs the commands of the stack file, in its folder. */
export function stackCommands({ inputs, record, signal }: Hands): RunCommand {
  const lookUp = (variable: string) => process.env[variable];
  const uninterrupted = new AbortController().signal;
  return async (step, artifact, { name, env, within, ...commands }) => {
    const { PATH = '/usr/local/bin:/usr/bin:/bin', HOME } = process.env;
    const words = commands[step];
    const start = { process: words, env };
    const values = { artifact, 'stack.dir': inputs.stack.folder };
    const stop = step === 'undo' ? uninterrupted : signal;
    return await toldProblem(stop, () =>
      runCommand(
        {
          source: `intervention: ${name}`,
          command: words.map((word) => substitute(word, values)),
          env: {
            PATH,
            ...(HOME === undefined ? {} : { HOME }),
            LANG: 'C.UTF-8',
            ...resolveSecrets(substituted(env, values), lookUp),
          },
          cwd: inputs.stack.folder,
          redactor: componentRedactor(
            { start, routes: { ready: inputs.endpoint.routes.ready }, stop: { grace } },
            lookUp,
          ),
          log: record.log,
          clock: record.clock,
          grace,
        },
        within,
        stop,
      ),
    );
  };
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
