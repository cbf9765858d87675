import type { DecisionPhase } from './decision.ts';
import type { Phase } from './phase.ts';

/** The file beside an artifact that holds the same model in the form which the endpoint loads. */
export interface ServedFormFacts {
  readonly file: string;
  readonly sha256: string;
  /** What the training recorded of it; null where it says nothing. */
  readonly recorded: string | null;
}

/** How the artifact compares with its contract; recorded before anything is sent. */
export interface ArtifactFacts {
  readonly kind: 'artifact';
  readonly sha256: string;
  readonly bytes: number;
  /** Where inputs and outputs are not the contract's, in sentences. */
  readonly mismatches: readonly string[];
  /** Where the endpoint loads another file than the artifact. */
  readonly served?: ServedFormFacts | undefined;
}

/** The oracle against the outputs that training recorded; differences in units of the tolerance. */
export interface GoldenAgreementFacts {
  readonly kind: 'golden-agreement';
  readonly rows: number;
  readonly largestDifference: number;
  readonly worstRow: number;
  readonly worstOutput: number;
  /** Rows whose action is not the one that training recorded, near-ties excepted. */
  readonly otherActions: number;
}

/** The oracle against itself in other batch sizes; differences in units of the tolerance. */
export interface BatchAgreementFacts {
  readonly kind: 'batch-agreement';
  readonly rows: number;
  readonly sizes: readonly number[];
  readonly largestDifference: number;
  readonly worstSize: number;
  readonly worstRow: number;
}

export interface ReadyFacts {
  readonly kind: 'ready';
  /** When the process was started, in milliseconds since the run began; null of what already ran. */
  readonly startedAt: number | null;
  /** When the endpoint stated that it is ready. */
  readonly readyAt: number;
}

/** The endpoint said that it was ready, and then gave no answer for some time. */
export interface AnswersLateFacts {
  readonly kind: 'answers-late';
  /** From the first request to the one that was answered. */
  readonly milliseconds: number;
  /** How many were not answered. */
  readonly requests: number;
  /** What the first of them got, in words. */
  readonly seen: string;
}

/** Which inputs and outputs the endpoint says that its model has. */
export interface MetadataFacts {
  readonly kind: 'metadata';
  /** All of them, in words; null where they could not be read. */
  readonly stated: string | null;
  /** Where they are not the contract's, in sentences. */
  readonly mismatches: readonly string[];
  /** Why they could not be read. */
  readonly problem: string | null;
}

/** Round trip of a request that asks for no inference, one in flight. */
export interface TransportFacts {
  readonly kind: 'transport';
  readonly milliseconds: number;
}

/** How long after it was due a request of an open loop was made: what this machine, not the endpoint, took. */
export interface LatenessFacts {
  readonly kind: 'lateness';
  readonly milliseconds: number;
}

/** How long a request that asks for no inference took, counted from when the one of the open loop beside it was due. */
export interface TransportBesideFacts {
  readonly kind: 'transport-beside';
  readonly milliseconds: number;
}

/** What the processors of this machine did while a phase was sent, where it tells; in milliseconds of one processor. */
export interface ProcessorFacts {
  readonly kind: 'processors';
  readonly phase: Phase;
  /** What all of them could have done. */
  readonly all: number;
  readonly idle: number;
  /** Taken by whatever is neither Assay nor the endpoint; of an endpoint that ran already, its own counts as well. */
  readonly others: number;
  /** How long the endpoint and Assay could have run, but had no processor. */
  readonly waited: number;
}

/** Decisions that the log told of before anything was sent: an endpoint may warm up. */
export interface EarlierDecisionsFacts {
  readonly kind: 'earlier-decisions';
  readonly lines: number;
}

export interface CounterFacts {
  readonly kind: 'counters';
  readonly moment: 'before' | 'after';
  readonly inferences: number | null;
  readonly fallbacks: number | null;
  /** Why they could not be read. */
  readonly problem: string | null;
}

/** How directed search fared with one action; `margin` is the score of the action minus the best other, at its best. */
export interface ReachFacts {
  readonly kind: 'reach';
  readonly action: number;
  readonly reached: boolean;
  readonly margin: number;
  readonly oracleRows: number;
}

/** What the oracle gives one feature to say. */
export interface InfluenceFacts {
  readonly kind: 'influence';
  readonly feature: number;
  readonly pairs: number;
  readonly flips: number;
  readonly largestChange: number;
}

/** Which policy answers: the one of the contract, or the marked one that decides otherwise on purpose. */
export type Answerer = 'own' | 'marked';

/** Artifacts of an endpoint were changed while it answered: what was done, what must come of it, and what came. */
export interface InterventionFacts {
  readonly kind: 'intervention';
  readonly name: string;
  /** `replacement`: another sound artifact. `broken`: one that is none. `reload`: a forced one. `command`: the stack file's own. */
  readonly about: 'replacement' | 'broken' | 'reload' | 'command';
  /** Who must answer once it has taken effect. */
  readonly predicts: Answerer;
  /** When it was begun, when everything was done, and when every connection had been answered as predicted; null: never. */
  readonly startedAt: number;
  readonly doneAt: number;
  readonly settledAt: number | null;
  /** Milliseconds that were waited for it. */
  readonly within: number;
  /** Why it could not be carried out. */
  readonly problem: string | null;
  /** The endpoint said that it would, not that it had: it is done when it is seen. */
  readonly accepted?: true;
}

/** One of several that answer for the same endpoint. */
export interface ReplicaFacts {
  readonly kind: 'replica';
  /** What exchanges of the phase `replicas` call it by. */
  readonly subject: number;
  readonly name: string;
  /** Where it alone is reached. */
  readonly address: string;
}

/** How many of the rows that are sent during interventions the two policies decide differently. */
export interface MarkedFacts {
  readonly kind: 'marked';
  /** SHA-256 of the marked policy's artifact. */
  readonly sha256: string;
  /** Where the endpoint loads another file than the artifact. */
  readonly served?: ServedFormFacts | undefined;
  /** How it was made of the artifact, in words; null where it lay beside it. */
  readonly derived: string | null;
  readonly rows: number;
  readonly differing: number;
}

/** What the stack counted itself while artifacts were replaced. */
export interface SwapCounterFacts {
  readonly kind: 'swap-counters';
  /** Ids of the first and the last exchange meanwhile. */
  readonly from: number;
  readonly to: number;
  readonly before: CounterFacts;
  readonly after: CounterFacts;
}

/** A model was taken away. */
export interface AbsenceFacts {
  readonly kind: 'absence';
  /** How, in words. */
  readonly way: string;
  /** Whether the endpoint was left running, and could say that it has no model. */
  readonly running: boolean;
  /** Whether the endpoint answered as its model does all the same: it keeps it in memory, and nothing was taken away. */
  readonly kept: boolean;
  /** What the endpoint said of its readiness meanwhile, and in what words; null where it gave no answer. */
  readonly ready: boolean | null;
  readonly seen: string;
  /** Milliseconds until it was ready again; null where it never was. */
  readonly backAfter: number | null;
  /** Why nobody could bring the model back: then it says nothing that the endpoint did not come back. */
  readonly problem: string | null;
}

/** What was read back of the training that gave the model, and what the endpoint states of it. */
export interface TrackedRunFacts {
  readonly kind: 'tracked-run';
  /** What could not be read, in sentences. */
  readonly problems: readonly string[];
  readonly run: string | null;
  readonly status: string | null;
  /** SHA-256 that the run states, of the bytes that the tracker has, and that the endpoint states of what it loaded. */
  readonly statedSha256: string | null;
  readonly storedSha256: string | null;
  readonly servedSha256: string | null;
  /** Whether the endpoint was asked what it states of it; not there in older evidence, where it always was. */
  readonly asked?: boolean;
  /** The files that were read where the endpoint has them, one for each replica; not there in older evidence. */
  readonly held?: readonly HeldFileFacts[];
  readonly parameters: number;
  readonly metrics: readonly TrackedMetric[];
  /** What the training logged by its own record; null where the stack file does not say. */
  readonly logged: readonly { readonly name: string; readonly value: number }[] | null;
}

/** A file of the endpoint's, read in its container, or on the disk of its process. */
export interface HeldFileFacts {
  readonly kind: 'container' | 'process';
  /** Which of several. */
  readonly name: string;
  readonly path: string;
  /** Null where it could not be read, for which `problems` has the reason. */
  readonly sha256: string | null;
}

export interface TrackedMetric {
  readonly name: string;
  readonly points: number;
  /** The last finite value. */
  readonly last: number | null;
  /** Steps at which a value is none, with what stands there. */
  readonly notFinite: readonly { readonly step: number; readonly value: string }[];
}

/** The tracking server was held up, or ended, while rows were sent to the endpoint. */
export interface OutageFacts {
  readonly kind: 'outage';
  readonly way: 'slow' | 'silent' | 'gone';
  /** Whether it was seen to be so: what it gave when it was asked meanwhile. */
  readonly seen: boolean;
  readonly said: string;
  /** It was made by a command of the stack file, which can do nothing else to it. */
  readonly by?: 'command';
  /** Why it could not be made, or taken back. */
  readonly problem?: string | undefined;
}

/** A phase that could not be sent, and why. */
export interface SkippedFacts {
  readonly kind: 'skipped';
  readonly phase: Phase | DecisionPhase;
  readonly reason: string;
  /** What was recorded of it before says nothing, either. */
  readonly isVoid?: true;
}

/** The counters of the application, before it is brought to decide, and when it has decided with the stack as it was started. */
export interface ApplicationCounterFacts {
  readonly kind: 'application-counters';
  readonly moment: 'before' | 'after';
  /** Milliseconds since the run began: what its log says in between is about these decisions. */
  readonly at: number;
  readonly inferences: number | null;
  readonly failures: number | null;
  readonly fallbacks: number | null;
  /** Why they could not be read. */
  readonly problem: string | null;
}

/** The application is not brought to decide any more; what comes later belongs to no decision. */
export interface DrivenFacts {
  readonly kind: 'driven';
  readonly endedAt: number;
}

/** The campaign ended before its end. */
export interface AbortedFacts {
  readonly kind: 'aborted';
  readonly reason: string;
  /** What the component that ended it wrote last, oldest first; not there in older evidence. */
  readonly lastLines?: readonly string[];
}

/** Something to know about the stack that is no violation. */
export interface NoticeFacts {
  readonly kind: 'notice';
  readonly text: string;
}

export type Facts =
  | ArtifactFacts
  | GoldenAgreementFacts
  | BatchAgreementFacts
  | ReadyFacts
  | AnswersLateFacts
  | MetadataFacts
  | TransportFacts
  | LatenessFacts
  | TransportBesideFacts
  | ProcessorFacts
  | EarlierDecisionsFacts
  | CounterFacts
  | ReachFacts
  | InfluenceFacts
  | InterventionFacts
  | ReplicaFacts
  | MarkedFacts
  | SwapCounterFacts
  | AbsenceFacts
  | TrackedRunFacts
  | OutageFacts
  | SkippedFacts
  | ApplicationCounterFacts
  | DrivenFacts
  | AbortedFacts
  | NoticeFacts;

export type FactKind = Facts['kind'];
export type FactsOf<Kind extends FactKind> = Extract<Facts, { kind: Kind }>;

/** Something that happened to the run, beside the exchanges. */
export interface RunEvent<Kind extends FactKind = FactKind> {
  /** Milliseconds since the run began. */
  readonly at: number;
  readonly facts: FactsOf<Kind>;
}
