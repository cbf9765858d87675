import type { EndpointFile } from '../contract/stack-file.ts';
import { pointerTokens, valueAt } from '../protocols/json-pointer.ts';
import { readStrictJson } from '../protocols/strict-json.ts';
import { awaitReady, type Look, type Readiness } from './await-ready.ts';
import { type ProbeAnswer, type ProbeOptions, probe } from './probe.ts';

/** Milliseconds for one request: an endpoint that hangs is asked again. */
const probeDeadline = 5_000;

export interface LookOptions extends ProbeOptions {
  /** What the body must say, where status 200 is not enough. */
  readonly expected: EndpointFile['ready'];
}

export interface ReadinessOptions extends Omit<LookOptions, 'deadline'> {
  /** `answering`: any answer will do, as of an endpoint that has no model yet. */
  readonly until: 'ready' | 'answering';
  /** Milliseconds. */
  readonly within: number;
}

/** Asks once whether the endpoint is ready. */
export async function lookAtReadiness({ expected, ...asked }: LookOptions): Promise<Look> {
  const answer = await probe(asked);
  return { missing: missingFrom(answer, expected), answered: answer.kind === 'answer' };
}

/**
 * Asks until the endpoint is ready.
 *
 * @throws the reason of the signal, as soon as that is aborted
 */
export async function awaitReadiness({ expected, until, within, ...asked }: ReadinessOptions): Promise<Readiness> {
  const look = async (left: number): Promise<Look> => {
    const looked = await lookAtReadiness({ ...asked, expected, deadline: Math.min(probeDeadline, left) });
    return until === 'answering' && looked.answered ? { ...looked, missing: undefined } : looked;
  };
  return await awaitReady(look, { within, signal: asked.signal });
}

/** What keeps this answer from saying "ready", or undefined. */
function missingFrom(answer: ProbeAnswer, expected: EndpointFile['ready']): string | undefined {
  if (answer.kind === 'no-answer') return `no answer (${answer.message})`;
  if (answer.status !== 200) return `status ${answer.status}`;
  if (expected === undefined) return undefined;
  const body = readStrictJson(answer.body);
  if (body.kind === 'refused') return `status 200 with a body that is no JSON (${body.problem})`;
  const value = valueAt(body.value, pointerTokens(expected.pointer));
  if (value === expected.equals) return undefined;
  const stated = value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 100);
  return `status 200 with ${stated} at ${expected.pointer}, not ${JSON.stringify(expected.equals)}`;
}
