import type { Outcome } from '../history/exchange.ts';
import type { AnswersLateFacts } from '../history/run-event.ts';
import type { Protocol } from '../protocols/protocol.ts';
import { excerpt } from '../protocols/reply-text.ts';
import { rowCalls } from './phases/row-calls.ts';
import type { Setting } from './phases/setting.ts';
import { isBusy } from './send-persistently.ts';
import type { Sender } from './sender.ts';

const firstPause = 10; // milliseconds
const longestPause = 250;
const rarer = 1.5;
const longestWords = 200;
/** Milliseconds. A stack that never answers is not to be waited for as long as a large model may take to load. */
const longestWait = 10_000;
/** Client errors that may be about the moment, not about what was asked. */
const ofTheMoment = [404, 408, 409, 425, 429];

/**
 * Believes an answer, not readiness: sends a golden row again until there is one, as long as what comes may be of a model
 * that is still loading, and the start-up budget lasts, or ten seconds. An answer ends it, right or wrong. An endpoint that
 * is busy is asked again as well, and is not late for that.
 *
 * @param busy - statuses that mean "ask again later"
 * @param within - milliseconds
 * @returns how it was late, if it was
 */
export async function firstAnswer(
  { golden, evaluate, protocol }: Pick<Setting, 'golden' | 'evaluate' | 'protocol'>,
  { sender, busy, within }: { sender: Sender; busy: readonly number[]; within: number },
): Promise<AnswersLateFacts | undefined> {
  const row = { rows: 1, width: golden.width, values: golden.values.subarray(0, golden.width) };
  const [call] = await rowCalls(row, evaluate, { phase: 'first', subject: () => 0 });
  const end = performance.now() + Math.min(within, longestWait);
  let seen: string | undefined;
  let requests = 0;
  const { outcome, milliseconds } = await sender.again(call!, (outcome, retries) => {
    const pause = Math.min(longestPause, firstPause * rarer ** (retries + 1));
    if (performance.now() >= end) return undefined;
    if (isBusy(outcome, busy)) return pause;
    const loading = asOfALoadingModel(outcome, protocol);
    if (loading === undefined) return undefined;
    seen ??= loading;
    requests += 1;
    return pause;
  });
  const isAnswered = !isBusy(outcome, busy) && asOfALoadingModel(outcome, protocol) === undefined;
  if (seen === undefined || !isAnswered) return undefined;
  return { kind: 'answers-late', milliseconds, requests, seen };
}

/** What came, in words, where it may be of a model that is still loading. */
function asOfALoadingModel(outcome: Outcome, protocol: Protocol): string | undefined {
  const reply = protocol.decode(outcome, 1);
  if (reply.kind === 'lost') return `no reply: ${reply.problem}`;
  const mayPass = reply.kind === 'failed' || (reply.kind === 'refused' && ofTheMoment.includes(reply.status));
  return mayPass ? excerpt(`status ${reply.status}: ${reply.text}`, longestWords) : undefined;
}
