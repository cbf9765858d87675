import { type BoxSpace, type DiscreteSpace, discretisedIndex } from '../../contract/action-space.ts';
import { pointerTokens } from '../../protocols/json-pointer.ts';
import type { TapRule } from '../tap-rule.ts';
import { actionSpan, type ReplyForm } from './action-place.ts';
import { type EditReply, rewritingJson } from './json-reply.ts';
import { itemsOf, type Span, spanAt, withoutMember, withSpans } from './json-span.ts';

export interface Forced extends ReplyForm {
  /** What is to stand in place of the action: JSON, or what is none, such as NaN; undefined takes the member out. */
  readonly value: string | undefined;
  /**
   * Whether what else states the decision is made to agree: the scores of the forced action and of the served one change
   * places, and the discrete form of a continuous action becomes that of the forced one. A value that is no action
   * leaves them as they are.
   */
  readonly agreeing: boolean;
}

/** The endpoint's own reply, with another action in it; every other byte is as it was. */
export function forcedAction(forced: Forced): TapRule {
  return {
    kind: 'rewrite',
    name: forced.value === undefined ? 'action missing' : `action ${forced.value}`,
    rewrite: rewritingJson(forcing(forced)),
  };
}

export function forcing({ value, agreeing, ...form }: Forced): EditReply {
  const { places, actions } = form;
  return (text) => {
    const span = actionSpan(text, form);
    if (!span) return byScoresAlone(text, value, form);
    if (value === undefined) return removed(text, places.action!.pointer);
    if (!agreeing) return { text: withSpans(text, [[span, value]]) };
    const others =
      actions.kind === 'box' ? discreteForm(text, value, form, actions) : scores(text, span, value, form, actions);
    return { text: withSpans(text, [[span, value], ...others]) };
  };
}

/** A reply without an action says by its scores which one it is. */
function byScoresAlone(text: string, value: string | undefined, form: ReplyForm): ReturnType<EditReply> {
  const { places, actions } = form;
  const list = places.action ? undefined : places.scores && spanAt(text, pointerTokens(places.scores.pointer));
  const to = actions.kind === 'discrete' && value !== undefined ? indexOf(value, actions.labels) : undefined;
  if (!list || to === undefined || actions.kind === 'box') {
    return { unfit: `it states no action at ${places.action?.pointer ?? 'any place of the contract'}` };
  }
  const { labels } = actions;
  const values = rowOf(text, list, labels.length).map(({ from, to }) => total(parsed(text.slice(from, to))));
  const width = values.length / labels.length;
  if (!Number.isInteger(width) || width === 0) return { unfit: `it states ${values.length} scores` };
  const sums = labels.map((_, action) => total(values.slice(action * width, (action + 1) * width)));
  return { text: withSpans(text, exchanged(text, list, [sums.indexOf(Math.max(...sums)), to], labels.length)) };
}

/** Of a number, or of all that are nested there; whichever action has the most of its quantiles has the best mean. */
function total(values: unknown): number {
  return Array.isArray(values) ? values.reduce((sum: number, value: unknown) => sum + total(value), 0) : Number(values);
}

function removed(text: string, pointer: string): ReturnType<EditReply> {
  const without = withoutMember(text, pointerTokens(pointer));
  return without === undefined ? { unfit: `nothing can be taken out at ${pointer}` } : { text: without };
}

type Replacements = (readonly [Span, string])[];

/** The scores of two actions change places: what was best for the served action is now best for the forced one. */
function scores(
  text: string,
  served: Span,
  value: string,
  { places }: ReplyForm,
  { labels }: DiscreteSpace,
): Replacements {
  const [from, to] = [indexOf(text.slice(served.from, served.to), labels), indexOf(value, labels)];
  const list = places.scores && spanAt(text, pointerTokens(places.scores.pointer));
  return from === undefined || to === undefined || !list ? [] : exchanged(text, list, [from, to], labels.length);
}

function exchanged(text: string, list: Span, [from, to]: readonly [number, number], actions: number): Replacements {
  const items = rowOf(text, list, actions);
  const width = items.length / actions;
  if (from === to || !Number.isInteger(width)) return [];
  return Array.from({ length: width }, (_, offset) => {
    const [one, other] = [items[from * width + offset]!, items[to * width + offset]!];
    return [[one, text.slice(other.from, other.to)] as const, [other, text.slice(one.from, one.to)] as const];
  }).flat();
}

/** The items of the array, within arrays of one where there are fewer than actions. */
function rowOf(text: string, list: Span, actions: number): readonly Span[] {
  const items = itemsOf(text, list);
  return items.length === 1 && actions > 1 ? rowOf(text, items[0]!, actions) : items;
}

function indexOf(text: string, labels: readonly string[]): number | undefined {
  const value = parsed(text);
  if (typeof value === 'string') return labels.includes(value) ? labels.indexOf(value) : undefined;
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < labels.length ? Number(value) : undefined;
}

function discreteForm(text: string, value: string, { places }: ReplyForm, { discretised }: BoxSpace): Replacements {
  const span = places.discrete && spanAt(text, pointerTokens(places.discrete.pointer));
  const forced = [parsed(value)].flat(2);
  const number = forced[0];
  if (!span || !discretised || forced.length !== 1 || typeof number !== 'number') return [];
  const index = discretisedIndex(discretised, number);
  return [[span, text[span.from] === '"' ? JSON.stringify(discretised.labels[index]) : `${index}`]];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
