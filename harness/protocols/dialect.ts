import type { ReplyPlaces } from '../contract/contract.ts';
import type { ObservationBlock } from '../contract/observation-block.ts';
import type { Route, Secret } from '../contract/stack-file.ts';
import type { InputType } from '../contract/tensor.ts';
import type { Mistake } from './json-mistake.ts';
import type { ReadReply } from './json-reply.ts';
import type { JsonValue } from './strict-json.ts';

/** How a protocol over HTTP, whose replies are JSON, differs from others such. Pure. */
export interface Dialect {
  readonly name: string;
  readonly predict: DialectForm;
  /** For many rows; without it, one row a request. */
  readonly batch: DialectForm | undefined;
  /** Most rows that one request may carry. */
  readonly maximumRows: number;
  /** Where the protocol lets a server state which inputs and outputs its model has. */
  readonly metadata?: MetadataForm | undefined;
}

/** How a server states the inputs and outputs of its model. */
export interface MetadataForm {
  /** @throws {ReplyMismatch} */
  readonly read: (body: JsonValue) => StatedModel;
  /** What the protocol calls the types. */
  readonly types: Readonly<Record<InputType, string>>;
}

export interface StatedModel {
  readonly inputs: readonly StatedTensor[];
  readonly outputs: readonly StatedTensor[];
}

export interface StatedTensor {
  readonly name: string;
  readonly type: string;
  /** -1 where a size is open; undefined where not even their number is stated. */
  readonly shape: readonly number[] | undefined;
}

/** One form of request, and of its reply. */
export interface DialectForm {
  readonly route: Route;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, Secret>>;
  readonly body: BodyForm;
  /** @throws {ReplyMismatch} */
  readonly read: ReadReply;
  /** The action alone, wherever it stands. */
  readonly readAction: ReadReply;
  /** Where a reply to one row says what, from the root of its body. */
  readonly places: ReplyPlaces;
}

/** How observations are written into bodies, read out of them, and spoiled. */
export interface BodyForm {
  encode(block: ObservationBlock): string | Uint8Array;
  /** The one row that a body of this form carries; a sentence where it carries none. */
  observationIn(body: Uint8Array): Float32Array | string;
  /** Every way in which a body can be wrong, from one good row; in a batch, row 1 of `rows` is. */
  malformed(row: Float32Array, rows: number): Mistake[];
}
