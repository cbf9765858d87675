import { pointerTokens } from '../../protocols/json-pointer.ts';
import type { TapRule } from '../tap-rule.ts';
import type { ReplyForm } from './action-place.ts';
import { rewritingJson } from './json-reply.ts';
import { spanAt, withoutMember, withSpans } from './json-span.ts';

/**
 * The endpoint's own reply with another tail mean in it; every other byte is as it was.
 *
 * @param level - which of the contract's tail means
 * @param value - JSON, or what is none, such as NaN
 */
export function forcedEstimate({ places }: ReplyForm, level: number, value: string): TapRule {
  const pointer = places.cvar?.find((each) => each.level === level)?.pointer;
  return {
    kind: 'rewrite',
    name: `tail mean ${value}`,
    rewrite: rewritingJson((text) => {
      const span = pointer === undefined ? undefined : spanAt(text, pointerTokens(pointer));
      return span
        ? { text: withSpans(text, [[span, value]]) }
        : { unfit: `no tail mean stands at ${pointer ?? 'any place'}` };
    }),
  };
}

/** The endpoint's own reply without any of the tail means that the contract has it state. */
export function withoutEstimates({ places }: ReplyForm): TapRule {
  return {
    kind: 'rewrite',
    name: 'tail means missing',
    rewrite: rewritingJson((text) => {
      let left = text;
      for (const { pointer } of places.cvar ?? []) {
        const without = withoutMember(left, pointerTokens(pointer));
        if (without === undefined) return { unfit: `nothing can be taken out at ${pointer}` };
        left = without;
      }
      return { text: left };
    }),
  };
}
