import type { Socket } from 'node:net';
import { framingBytes } from './arriving-request.ts';
import type { EndpointConnection, ReplyEvents } from './endpoint-connection.ts';
import type { PreviousAnswers } from './previous-answers.ts';
import { ReplyToCaller } from './reply-to-caller.ts';
import type { Did, Gone, TapRecord, TapReply } from './tap-record.ts';
import { type ChooseRule, type Rewrite, type Rewritten, ruleName, type TapCall, type TapRule } from './tap-rule.ts';
import { BoundedBytes } from './wire/bounded-bytes.ts';
import { forwardedReply, writtenReply } from './wire/forwarded-head.ts';
import type { RawHeaders, ReplyHead } from './wire/http-head.ts';

/** What all calls of a tap share. */
export interface TapParts {
  readonly clock: () => number;
  readonly record: (record: TapRecord) => void;
  /** The rule in force. */
  readonly choose: ChooseRule;
  /** Bytes of a body that are kept. */
  readonly maximumBytes: number;
  readonly previous: PreviousAnswers;
}

/** A request that has arrived. */
export interface ArrivedCall extends TapCall {
  readonly arrivedAt: number;
  readonly receivedAt: number;
  /** As the endpoint is to get it. */
  readonly bytes: Buffer;
}

/** What a call is carried out with. */
export interface CallEnds {
  readonly caller: Socket;
  readonly endpoint: EndpointConnection;
  /** Called once, when the caller has its reply. */
  readonly ended: (how: CallEnd) => void;
}

export interface CallEnd {
  /** The caller's connection is to end with it. */
  readonly last: boolean;
  readonly endpointWasAsked: boolean;
}

/** One call, from the rule that is chosen for it to its record. */
export class TappedCall implements ReplyEvents {
  readonly #parts: TapParts;
  readonly #call: ArrivedCall;
  readonly #ends: CallEnds;
  readonly #toCaller: ReplyToCaller;
  #rule: TapRule | undefined;
  #did: Did = { kind: 'applied' };
  #askedAt: number | undefined;
  #repliedAt: number | undefined;
  #head: ReplyHead | undefined;
  readonly #body: BoundedBytes;
  #given: TapReply | 'the reply' | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(parts: TapParts, call: ArrivedCall, ends: CallEnds) {
    this.#parts = parts;
    this.#call = call;
    this.#ends = ends;
    this.#toCaller = new ReplyToCaller(ends.caller, ends.endpoint);
    this.#body = new BoundedBytes(parts.maximumBytes);
  }

  start(): void {
    let rule: TapRule;
    try {
      rule = this.#parts.choose(this.#call);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#rule = rule;
    const previous = rule.kind === 'repeat' ? this.#parts.previous.of(this.#call.request) : undefined;
    if (rule.kind === 'stall') return;
    if (rule.kind === 'answer') {
      this.#give(rule.status, Object.entries(rule.headers).flat(), Buffer.from(rule.body));
      this.#end(false);
    } else if (previous) {
      this.#give(previous.status, previous.headers, previous.body);
      this.#end(false);
    } else this.#ask(rule);
  }

  /** Somebody ended the call before its time. */
  abandon(who: Gone['who'], reason: string): void {
    if (this.#isOver) return;
    this.#ends.endpoint.destroy();
    if (this.#rule?.kind !== 'delay' && this.#toCaller.isHeld) this.#did = { kind: 'passed', reason };
    this.#finish({ who, reason, at: this.#parts.clock() });
  }

  interim(head: ReplyHead): void {
    // The caller was told to continue by the tap.
    if (!this.#toCaller.isHeld && head.status !== 100) this.#toCaller.pass(head.bytes);
  }

  head(head: ReplyHead): void {
    this.#repliedAt = this.#parts.clock();
    this.#head = head;
    this.#pass(forwardedReply(head));
  }

  payload(part: Buffer): void {
    this.#body.add(part);
    if (this.#body.cut && this.#toCaller.isHeld) this.#release(`it is longer than ${this.#parts.maximumBytes} bytes`);
  }

  wire(part: Buffer): void {
    if (!this.#toCaller.fits(part)) this.#release('it is too long to be held back');
    this.#pass(part);
  }

  told(): void {
    this.#toCaller.flush();
  }

  end(last: boolean): void {
    const rule = this.#rule;
    if (!rule || !this.#toCaller.isHeld) this.#end(last);
    else if (rule.kind === 'delay') this.#delay(rule.milliseconds, last);
    else if (rule.kind === 'rewrite') void this.#rewrite(rule.rewrite, last);
    else if (rule.kind === 'reset' && rule.when === 'before-reply') this.#reset();
    else this.#giveHalf(last);
  }

  gone(reason: string, how: 'closed' | 'reset'): void {
    if (this.#toCaller.isHeld) this.#release('it did not come in full');
    this.#toCaller.end(how);
    this.#finish({ who: 'endpoint', reason, at: this.#parts.clock() });
  }

  #ask({ kind }: TapRule): void {
    if (kind === 'repeat') this.#did = { kind: 'passed', reason: 'there is no previous answer' };
    else if (kind !== 'pass') this.#toCaller.hold(this.#parts.maximumBytes + framingBytes);
    this.#askedAt = this.#parts.clock();
    this.#ends.endpoint.ask(this.#call.bytes, this.#call.request.method, this);
  }

  #delay(milliseconds: number, last: boolean): void {
    this.#timer = setTimeout(() => {
      this.#release();
      this.#end(last);
    }, milliseconds);
  }

  async #rewrite(rewrite: Rewrite, last: boolean): Promise<void> {
    const reply = this.#replySoFar()!;
    let rewritten: Rewritten;
    try {
      rewritten = this.#mayHaveBody(reply.status) ? await rewrite(reply) : { kind: 'unfit', reason: 'it has no body' };
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (this.#isOver) return;
    if (rewritten.kind === 'unfit') this.#release(rewritten.reason);
    else this.#give(reply.status, reply.headers, rewritten.body);
    this.#end(last);
  }

  /** Half of the body under the length of all of it; then the connection is reset, or ends. */
  #giveHalf(last: boolean): void {
    const { status, headers, body } = this.#replySoFar()!;
    if (body.length === 0) {
      this.#release('it has no body');
      this.#end(last);
      return;
    }
    this.#give(status, headers, body.subarray(0, body.length >> 1), body.length);
    if (this.#rule?.kind === 'reset') this.#reset();
    else this.#end(true);
  }

  #give(status: number, headers: RawHeaders, content: Uint8Array, length = content.length): void {
    const statesLength = status !== 204 && status !== 304;
    const body = this.#mayHaveBody(status) ? content : new Uint8Array(0);
    this.#given = { status, headers, body, cut: false };
    this.#toCaller.give(writtenReply(status, headers, statesLength ? length : undefined), body);
  }

  #mayHaveBody(status: number): boolean {
    return this.#call.request.method !== 'HEAD' && status !== 204 && status !== 304;
  }

  #pass(bytes: Buffer): void {
    this.#toCaller.pass(bytes);
    if (!this.#toCaller.isHeld) this.#given = 'the reply';
  }

  #release(reason?: string): void {
    if (reason !== undefined) this.#did = { kind: 'passed', reason };
    if (this.#head) this.#given = 'the reply';
    this.#toCaller.release();
  }

  #reset(): void {
    this.#toCaller.end('reset');
    this.#finish(undefined);
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    const message = error instanceof Error ? error.message : String(error);
    this.#did = { kind: 'failed', reason: `the rule threw: ${message}` };
    this.#reset();
  }

  #end(last: boolean): void {
    this.#toCaller.flush();
    this.#finish(undefined);
    this.#ends.ended({ last, endpointWasAsked: this.#askedAt !== undefined });
  }

  #finish(gone: Gone | undefined): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    const { clock, record, previous } = this.#parts;
    const { id, request, arrivedAt, receivedAt } = this.#call;
    const reply = this.#replySoFar();
    const given = this.#given === 'the reply' ? reply : this.#given;
    if (given && !given.cut && given.status < 300 && !gone) previous.keep(request, given);
    record({
      id,
      request,
      rule: this.#rule ? ruleName(this.#rule) : '',
      did: this.#did,
      reply,
      given,
      arrivedAt,
      receivedAt,
      askedAt: this.#askedAt,
      repliedAt: this.#repliedAt,
      endedAt: clock(),
      gone,
    });
  }

  #replySoFar(): TapReply | undefined {
    if (!this.#head) return undefined;
    const { status, headers } = this.#head;
    return { status, headers, body: this.#body.bytes(), cut: this.#body.cut };
  }
}
