import { setTimeout as pause } from 'node:timers/promises';
import type { EndpointFile } from '../contract/stack-file.ts';
import { pointerTokens, valueAt } from '../protocols/json-pointer.ts';
import { readStrictJson } from '../protocols/strict-json.ts';
import { type ProbeAnswer, type ProbeOptions, probe } from './probe.ts';

const shortestPause = 10;
const longestPause = 250;
/** Milliseconds for one request: an endpoint that hangs is asked again. */
const probeDeadline = 5_000;

export type Readiness =
  | { readonly kind: 'ready' }
  /** `seen` says what the last request gave that had its time; `answered`, whether that was an answer at all. */
  | { readonly kind: 'late'; readonly seen: string; readonly answered: boolean };

export interface ReadinessOptions extends Omit<ProbeOptions, 'deadline'> {
  /** What the body must say, where status 200 is not enough. */
  readonly expected: EndpointFile['ready'];
  /** `answering`: any answer will do, as of an endpoint that has no model yet. */
  readonly until: 'ready' | 'answering';
  /** Milliseconds. */
  readonly within: number;
}

/**
 * Asks until the endpoint is ready, at first often, then every 250 ms.
 *
 * @throws the reason of the signal, as soon as that is aborted
 */
export async function awaitReadiness({ expected, until, within, ...asked }: ReadinessOptions): Promise<Readiness> {
  const deadline = performance.now() + within;
  let seen: string | undefined;
  let answered = false;

  for (let wait = shortestPause; ; wait = Math.min(longestPause, wait * 1.5)) {
    const left = deadline - performance.now();
    if (!(left > 0)) return { kind: 'late', seen: seen ?? 'nothing was asked', answered };
    const answer = await probe({ ...asked, deadline: Math.min(probeDeadline, left) });
    asked.signal.throwIfAborted();
    const missing = until === 'ready' ? missingFrom(answer, expected) : unanswered(answer);
    if (missing === undefined) return { kind: 'ready' };
    // That the time was over before a request is no word of the endpoint's: what it said before stands.
    if (seen === undefined || answer.kind === 'answer' || performance.now() < deadline) {
      seen = missing;
      answered = answer.kind === 'answer';
    }
    await pause(Math.min(wait, Math.max(0, deadline - performance.now())), undefined, { signal: asked.signal }).catch(
      () => asked.signal.throwIfAborted(),
    );
  }
}

function unanswered(answer: ProbeAnswer): string | undefined {
  return answer.kind === 'no-answer' ? `no answer (${answer.message})` : undefined;
}

/** What keeps this answer from saying "ready", or undefined. */
function missingFrom(answer: ProbeAnswer, expected: EndpointFile['ready']): string | undefined {
  if (answer.kind === 'no-answer') return unanswered(answer);
  if (answer.status !== 200) return `status ${answer.status}`;
  if (expected === undefined) return undefined;
  const body = readStrictJson(answer.body);
  if (body.kind === 'refused') return `status 200 with a body that is no JSON (${body.problem})`;
  const value = valueAt(body.value, pointerTokens(expected.pointer));
  if (value === expected.equals) return undefined;
  const stated = value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 100);
  return `status 200 with ${stated} at ${expected.pointer}, not ${JSON.stringify(expected.equals)}`;
}
