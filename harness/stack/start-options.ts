import type { Placeholder } from '../contract/placeholder.ts';
import type { Redactor } from '../contract/redactor.ts';
import type { ComponentFile } from '../contract/stack-file.ts';
import type { LogLine } from '../history/exchange.ts';
import type { RequestBudget } from '../protocols/request-budget.ts';
import type { RunNetwork } from './containers/run-network.ts';
import type { Place } from './place.ts';

export interface StartOptions {
  readonly file: ComponentFile;
  /** Name of the component in logs and errors. */
  readonly source: 'endpoint' | 'application';
  /** Folder of the stack file: where a process runs that names no other. */
  readonly folder: string;
  /** What `${…}` stands for; port, host and origin are added. */
  readonly values: Readonly<Partial<Record<Placeholder, string>>>;
  readonly log: (line: LogLine) => void;
  /** Milliseconds from the start to readiness. */
  readonly startupBudgetMs: number;
  /** Milliseconds since the run began. */
  readonly clock: () => number;
  /** `answering`: any answer over HTTP will do, as of an endpoint that has no model yet. */
  readonly until?: 'ready' | 'answering';
  /** Where it must be reached: the place of one that ended; any, unless given. */
  readonly place?: Place | undefined;
  /** Where its containers run, if it has any. */
  readonly network?: RunNetwork;
  /** Name of its containers on the network; the source, unless given. */
  readonly alias?: string;
  /** What takes secrets out of all that it says; its own ones alone, unless given. */
  readonly redactor?: Redactor;
  /** What may be sent to it; without it, as much as it takes. */
  readonly budget?: RequestBudget;
  /** Stops the endpoint, at whatever point it is. */
  readonly signal?: AbortSignal | undefined;
  /** Where secrets, PATH and HOME are taken from; this process's own, unless another is given. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** The same, with what takes secrets out. */
export interface RedactedStart extends StartOptions {
  readonly redactor: Redactor;
}
