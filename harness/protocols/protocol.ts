import type { ObservationBlock } from '../contract/observation-block.ts';
import type { Outcome } from '../history/exchange.ts';

/** A request, ready to be sent. */
export interface EncodedRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  /** Name of the port, where it is not the one that takes observations. */
  readonly port?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** What one row of a reply says. What it does not state is `undefined`. */
export interface RowAnswer {
  /** Index of the decision: the stated action, or else the best of the stated scores; of a box, the cell of the action. */
  readonly action: number;
  /** What is stated of the model's output: a score an action, all quantiles, or the values of a continuous action. */
  readonly scores: readonly number[] | undefined;
  /** Index of the discrete form of a continuous action. */
  readonly discrete?: number | undefined;
  /** Tail means, in the order in which the contract lists them (`reply.cvar`). */
  readonly cvar?: readonly (number | undefined)[] | undefined;
  readonly usedTrainedModel: boolean | undefined;
  readonly featureCount: number | undefined;
  readonly modelVersion: string | undefined;
  /** Milliseconds. */
  readonly latency: number | undefined;
}

/** A reply, understood. */
export type Reply =
  | { readonly kind: 'answered'; readonly rows: readonly RowAnswer[] }
  /** A client error (4xx): the endpoint says no; `action` is what its body states all the same. */
  | { readonly kind: 'refused'; readonly status: number; readonly text: string; readonly action?: number }
  /** A server error (5xx), or any other status that is no answer. */
  | { readonly kind: 'failed'; readonly status: number; readonly text: string; readonly action?: number }
  /** A success by its status whose body is not what the contract declares; `problem` says where and why. */
  | { readonly kind: 'unreadable'; readonly status: number; readonly problem: string; readonly text: string }
  | { readonly kind: 'lost'; readonly problem: string };

/** What a malformed request has wrong: how many features, what they are called, a value, or all around them. */
export type MalformedKind = 'count' | 'name' | 'value' | 'body';

/** A request that is wrong on purpose, and how. */
export interface MalformedRequest {
  readonly kind: MalformedKind;
  /** Such as `feature 3 (best_yes_bid) is the string "0.5"`. */
  readonly note: string;
  /** Index of the feature that is wrong, or -1. */
  readonly feature: number;
  readonly request: EncodedRequest;
}

/** Inputs and outputs that an endpoint states. */
export interface StatedMetadata {
  /** All of them, in words. */
  readonly stated: string;
  /** Where they are not the contract's, in sentences. */
  readonly mismatches: readonly string[];
}

/** In which of its forms an endpoint is asked. */
export type AskedForm = 'predict' | 'batch';

/** How an endpoint is spoken to. Pure: what is sent and received is somebody else's business. */
export interface Protocol {
  readonly name: string;
  /** Most rows that one request may carry; 1 where the endpoint takes no batches. */
  readonly maximumRows: number;
  encode(block: ObservationBlock): EncodedRequest;
  /** @param form - in which was asked; if not given, `predict` for one row and `batch` for several */
  decode(outcome: Outcome, rows: number, form?: AskedForm): Reply;
  /**
   * What the endpoint states of its model, by the reply of its metadata route, beside what the contract says of it; why it
   * cannot be read, where it cannot. Not there where the protocol has no such statement.
   */
  readonly metadata?: ((body: Uint8Array) => StatedMetadata | string) | undefined;
  /** Every way in which this protocol lets a request be wrong, from one good row. */
  malformed(row: Float32Array): MalformedRequest[];
}
