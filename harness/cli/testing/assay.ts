import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';

const repository = dirname(dirname(dirname(import.meta.dirname)));

/** The command, once it has ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** The command, running. */
export interface Running {
  readonly child: ChildProcess & { readonly pid: number };
  readonly ended: Promise<Ended>;
}

/**
 * Starts the command as a user does: a process of its own, in the repository's folder.
 *
 * @param env - beside what every program needs
 */
export function startAssay(words: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const begin = performance.now();
  const child = spawn(process.execPath, [join(repository, 'harness/cli/main.ts'), ...words], {
    cwd: repository,
    // A command that hangs ends before the test does that waits for it.
    timeout: 100_000,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, ...env },
  });
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
    });
  }
  if (child.pid === undefined) throw new Error(`${process.execPath} does not start`);
  return {
    child: Object.assign(child, { pid: child.pid }),
    ended: once(child, 'close').then(([code, signal]) => ({
      code,
      signal,
      ...written,
      seconds: (performance.now() - begin) / 1_000,
    })),
  };
}

/** Runs the command to its end. */
export async function assay(...words: string[]): Promise<Ended> {
  return startAssay(words).ended;
}
