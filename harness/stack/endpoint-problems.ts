import { tellsOfFullDisk } from './full-disk.ts';
import { type Addresses, addressFor } from './place.ts';
import { describeExit, type ProcessExit } from './process-exit.ts';
import { StackError } from './stack-error.ts';
import type { StartOptions } from './start-options.ts';

type Named = Pick<StartOptions, 'source'>;

export function notReady({
  source,
  file,
  origin,
  ports,
  seen,
  startupBudgetMs,
  lastLines = [],
}: Pick<StartOptions, 'source' | 'file' | 'startupBudgetMs'> &
  Addresses & {
    /** What the last request for readiness gave. */
    readonly seen: string;
    readonly lastLines?: readonly string[];
  }): StackError {
  const { ready } = file.routes;
  const asked = `${ready.method} ${addressFor(ready, { origin, ports })}${ready.path}`;
  return new StackError('STACK_NOT_READY', {
    problem: `${source} was not ready within ${startupBudgetMs} ms: ${asked} last gave ${seen}`,
    remedy:
      'read its log; if the model is still loading, raise the start-up budget; else check "ready" in the stack file',
    lastLines,
  });
}

export function exited({
  source,
  exit,
  when,
  lastLines,
}: {
  /** Which of its parts, where it has several. */
  readonly source: string;
  readonly exit: ProcessExit;
  readonly when: 'before it was ready' | 'while it was in use';
  readonly lastLines: readonly string[];
}): StackError {
  return new StackError('STACK_EXITED', {
    problem: `${source} ${describeExit(exit)} ${when}`,
    remedy: tellsOfFullDisk(...lastLines)
      ? 'make room on the disk that it writes to; of a container, it is that of the engine (docker system df)'
      : 'read its log, and start it by hand as the stack file says; it must stay in the foreground',
    lastLines,
  });
}

export function portInUse({ source, port, holders }: Named & { port: number; holders: readonly string[] }): StackError {
  const by = holders.length === 0 ? 'another process' : holders.join(', ');
  return new StackError('STACK_PORT_IN_USE', {
    problem: `port ${port}, which the stack file gives to ${source}, is taken by ${by}`,
    remedy: 'end that process, or leave "port" out of the stack file and use ${port}, so that a free one is taken',
  });
}

export function foreignListener({
  source,
  port,
  holders,
  lastLines,
}: Named & { port: number; holders: readonly string[]; lastLines: readonly string[] }): StackError {
  return new StackError('STACK_FOREIGN_LISTENER', {
    problem: `what answers on port ${port} is not ${source} but ${holders.join(', ')}, which Assay did not start`,
    remedy: `end that process; see that ${source} listens on \${port} itself, and ends when it cannot`,
    lastLines,
  });
}

export function notStopped({
  source,
  port,
  holders,
}: Named & { port: number; holders: readonly string[] }): StackError {
  const by = holders.length === 0 ? 'a process that cannot be seen' : holders.join(', ');
  return new StackError('STACK_NOT_STOPPED', {
    problem: `${source} is stopped, but ${by} still holds its port ${port}: it cut every tie to what Assay started`,
    remedy: 'end that process by hand; see that the endpoint does not start daemons',
  });
}
