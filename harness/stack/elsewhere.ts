import type { StartProcess } from '../contract/stack-file.ts';

/** How a process is started beside the one that runs already: where it listens is its own. */
export function elsewhere(start: StartProcess): StartProcess {
  const ports = Object.fromEntries(Object.keys(start.ports).map((name) => [name, 'free' as const]));
  return { ...start, port: undefined, ports };
}
