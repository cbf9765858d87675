import type { Finding } from '../checks/check.ts';
import type { ClauseId } from '../contract/clauses.ts';
import type { Waiver } from '../contract/contract.ts';
import type { RequestLimits } from '../protocols/request-budget.ts';
import type { Diagnosis } from '../verdict/diagnosis.ts';
import type { RunVerdict } from '../verdict/verdict.ts';

/** The first call that fails, and the smallest observation that still does. */
export interface FirstFailure {
  readonly clause: ClauseId;
  readonly finding: Finding;
  /** By feature name; null where the request was wrong on purpose, or the violation is in no one call. */
  readonly observation: Readonly<Record<string, number>> | null;
  /** Whether it fails when it is sent alone; else it takes the calls around it. */
  readonly failsAlone: boolean;
  /** Features of the smallest observation that are not at rest; null where nothing was shrunk. */
  readonly smallest: Readonly<Record<string, number>> | null;
  /** Position in the history of the call with the smallest observation. */
  readonly smallestExchange: number | null;
  /** What is expected and seen for the smallest observation. */
  readonly smallestFinding: Finding | null;
}

/** `verdict.json`: everything that a report says, and nothing that a report must find out. */
export interface VerdictDocument extends RunVerdict {
  readonly assay: string;
  readonly contract: string;
  readonly contractFile: string;
  readonly stack: string;
  readonly stackFile: string;
  readonly policy: string | null;
  readonly fault: string | null;
  readonly seed: number;
  /** When the run began (ISO 8601), and how long it took until it was judged. */
  readonly started: string;
  readonly seconds: number;
  readonly requests: number;
  /** Rows that were sent, over all phases. */
  readonly observations: number;
  /** Nominal rows that were asked for: with the seed, what it takes to send the same again. */
  readonly nominalObservations: number;
  /** What might be sent to the endpoint; not there in older evidence. */
  readonly limits?: RequestLimits;
  /** SHA-256 of all bytes that were sent, in order: same contract, same seed, same digest. */
  readonly sentSha256: string;
  readonly artifactSha256: string;
  /** Absolute path of the folder. */
  readonly evidence: string;
  readonly waivers: readonly Waiver[];
  readonly expiredWaivers: readonly Waiver[];
  /** What is worth a warning, in sentences. */
  readonly notices: readonly string[];
  /** What the component that ended the campaign wrote last, oldest first; not there in older evidence. */
  readonly lastLines?: readonly string[];
  /** Null where nothing is wrong, or no hypothesis fits. */
  readonly diagnosis: Diagnosis | null;
  readonly firstFailure: FirstFailure | null;
  /** The command that sends the first failing call again; null where everything is proven. */
  readonly replay: string | null;
}
