import type { ActionSpace } from '../../contract/action-space.ts';
import type { ReplyPlaces } from '../../contract/contract.ts';
import { pointerTokens } from '../../protocols/json-pointer.ts';
import { itemsOf, type Span, spanAt } from './json-span.ts';

/** Where the replies of an endpoint state what, and what they may say. */
export interface ReplyForm {
  readonly places: ReplyPlaces;
  readonly actions: ActionSpace;
}

/** The path to what a reply says first of the decision: the action, or else the scores. */
export function decisionPath({ action, scores }: ReplyPlaces): string[] | undefined {
  const place = action ?? scores;
  return place && pointerTokens(place.pointer);
}

/**
 * The span of the value that is the action: within arrays of one, in which a single value may stand.
 *
 * @returns undefined where the reply states no action
 */
export function actionSpan(text: string, { places }: ReplyForm): Span | undefined {
  return places.action && innermost(text, spanAt(text, pointerTokens(places.action.pointer)));
}

function innermost(text: string, span: Span | undefined): Span | undefined {
  let inner = span;
  while (inner && text[inner.from] === '[') {
    const items = itemsOf(text, inner);
    if (items.length !== 1) return inner;
    inner = items[0];
  }
  return inner;
}
