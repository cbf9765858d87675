import type { Redactor } from '../contract/redactor.ts';
import type { RequestBudget } from '../protocols/request-budget.ts';
import type { FileHolder } from './held-file.ts';
import type { Addresses, Place } from './place.ts';
import type { ProcessExit } from './process-exit.ts';
import type { StackError } from './stack-error.ts';

/** One of several that answer for the same endpoint. */
export interface Replica {
  readonly name: string;
  /** Where it alone is reached, with no slash at its end. */
  readonly origin: string;
}

/** What an intervention does to a process, or a container, of the stack. */
export interface ProcessControl {
  /** Where it listens, so that another can take its place. */
  readonly place: Place;
  /** SIGKILL, to itself and to all that it started; resolves when they are gone. */
  kill(): Promise<void>;
  /** Nothing of it runs any more, until it is told to go on. */
  freeze(): Promise<void>;
  goOn(): Promise<void>;
}

/** An endpoint that answers. Leaving its scope stops it. */
export interface RunningEndpoint extends AsyncDisposable, Addresses {
  /** To be sent with every request, names in lower case; may hold secrets, so they are never recorded. */
  readonly headers: Readonly<Record<string, string>>;
  /** Takes all secrets of its stack file out of what it answers. */
  readonly redactor: Redactor;
  /** What may still be sent to it. */
  readonly budget: RequestBudget;
  /** Whether Assay started it. */
  readonly started: boolean;
  /** Milliseconds from the start to readiness. */
  readonly readyAfter: number;
  /** Of the process; undefined where it ran already, or is not one. */
  readonly pid: number | undefined;
  /** What can be done to its process; undefined where it ran already. */
  readonly process: ProcessControl | undefined;
  /** Those that answer behind `origin`, where there are several. */
  readonly replicas: readonly Replica[];
  /** Who has the files that it answers from, one for each replica; none, where it ran already. */
  readonly holders: readonly FileHolder[];
  /** What is worth a warning, in sentences. */
  readonly notes: readonly string[];
  /** When the process ends; never, where it ran already. */
  readonly exit: Promise<ProcessExit>;
  /** Why it is not there any more, although nobody stopped it. */
  failed(): StackError | undefined;
  /**
   * Stops what was started, and all that came out of it; may be called again.
   *
   * @throws {StackError} STACK_NOT_STOPPED
   */
  stop(): Promise<void>;
}
