import { substitute } from '../contract/placeholder.ts';
import { componentRedactor } from '../contract/secrets.ts';
import type { InterventionFile } from '../contract/stack-file.ts';
import { probe } from '../stack/probe.ts';
import { runCommand } from '../stack/run-command.ts';
import { resolveSecrets } from '../stack/secrets.ts';
import type { InterventionRunOptions } from './intervention-run.ts';

const grace = 2_000; // milliseconds that a command has to end when it is told to

type Hands = Pick<InterventionRunOptions, 'inputs' | 'record' | 'endpoint' | 'signal'>;

/** Forces the endpoint to load its artifact anew; says what was wrong with its reply. */
export function stackReload({ inputs, endpoint, signal }: Hands): () => Promise<string | undefined> {
  const { routes, deadline } = inputs.endpoint;
  return async () => {
    const route = routes.reload;
    if (!route) return 'the stack file names no route for a reload (routes.reload)';
    const { origin, headers, redactor } = endpoint.running;
    const answer = await probe({ origin, route, headers, redactor, deadline, signal });
    if (answer.kind === 'no-answer') return `${route.method} ${route.path} gave no answer: ${answer.message}`;
    return answer.status < 300 ? undefined : `${route.method} ${route.path} answered with status ${answer.status}`;
  };
}

/** Runs a command of the stack file; says what was wrong with it. */
export type RunStackCommand = (
  words: readonly string[],
  artifact: string,
  file: Pick<InterventionFile, 'name' | 'env' | 'within'>,
) => Promise<string | undefined>;

export function stackCommands({ inputs, record, signal }: Hands): RunStackCommand {
  const lookUp = (variable: string) => process.env[variable];
  return async (words, artifact, { name, env, within }) => {
    const { PATH = '/usr/local/bin:/usr/bin:/bin', HOME } = process.env;
    const start = { process: [...words], env };
    return await runCommand(
      {
        source: `intervention: ${name}`,
        command: words.map((word) => substitute(word, { artifact, 'stack.dir': inputs.stack.folder })),
        env: { PATH, ...(HOME === undefined ? {} : { HOME }), LANG: 'C.UTF-8', ...resolveSecrets(env, lookUp) },
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
      signal,
    );
  };
}
