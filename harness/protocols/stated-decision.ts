import type { ActionSpace } from '../contract/action-space.ts';
import type { Outcome } from '../history/exchange.ts';
import { pointerTokens, valueAt } from './json-pointer.ts';
import { excerptOfBytes } from './reply-text.ts';
import { readStrictJson } from './strict-json.ts';

/** What an application replied when it was asked for a decision; `text` is what of it can be shown. */
export type StatedDecision =
  | { readonly kind: 'decided'; readonly action: number }
  /** Its status is none of success: whoever asked knows that there is no decision. */
  | { readonly kind: 'refused'; readonly text: string }
  /** A success by its status, without an action where the stack file says that it stands: neither decision nor refusal. */
  | { readonly kind: 'unclear'; readonly text: string }
  /** No whole reply came. */
  | { readonly kind: 'silent'; readonly text: string };

/** @param pointer - where the action stands: its index, or its label */
export function statedDecision(
  outcome: Outcome,
  { labels, count }: Pick<ActionSpace, 'labels' | 'count'>,
  pointer: string,
): StatedDecision {
  if (outcome.kind === 'lost') return { kind: 'silent', text: outcome.message };
  const text = `status ${outcome.status}: ${excerptOfBytes(outcome.body)}`;
  if (outcome.status < 200 || outcome.status >= 300) return { kind: 'refused', text };
  const json = readStrictJson(outcome.body);
  const value = json.kind === 'value' ? valueAt(json.value, pointerTokens(pointer)) : undefined;
  const action = typeof value === 'string' ? labels.indexOf(value) : value;
  const isAction = typeof action === 'number' && Number.isInteger(action) && action >= 0 && action < count;
  return isAction ? { kind: 'decided', action } : { kind: 'unclear', text };
}
