import { orderOf } from '../../contract/order-of.ts';
import { forcedEstimate, withoutEstimates } from '../../tap/answers/forced-estimate.ts';
import type { ChosenMarkets } from './chosen-markets.ts';
import type { Drive } from './driven-application.ts';
import { type Driving, inEachForm, type NamedRule } from './driving.ts';
import { notEstimates, triedEstimates } from './tried-estimates.ts';

/** Every tail mean that is tried, in each market in which the model gives an action that is ordered. */
export function estimatedDrives(reached: readonly Drive[], driving: Driving): readonly Drive[] {
  const { sizing, seed } = driving;
  if (sizing === undefined) return [];
  const ordering = reached.filter(({ subject, market }) => orderOf(driving, subject, market) !== undefined);
  return triedEstimates(sizing, seed).flatMap((estimate) => {
    const note = JSON.stringify(estimate);
    const rules = inEachForm(driving, (form) => [forcedEstimate(form, sizing.level, note)]);
    return ordering.flatMap((drive) =>
      rules.map(({ rule }): Drive => {
        const due = orderOf(driving, drive.subject, { ...drive.market, estimate });
        return { ...drive, phase: 'estimated', note, rule, estimate, orders: due !== undefined };
      }),
    );
  });
}

/** The markets that are shown, with the tail means taken out of the answers. */
export function unestimatedDrives(markets: ChosenMarkets, driving: Driving): readonly Drive[] {
  if (driving.sizing === undefined) return [];
  const [without] = inEachForm(driving, (form) => [withoutEstimates(form)]);
  return withoutEstimate('unestimated', markets).map((drive) => ({ ...drive, ...(without && { rule: without.rule }) }));
}

/** The same markets, for an application that was started without the estimate: the answers state it, and pass. */
export function optedOutDrives(markets: ChosenMarkets): readonly Drive[] {
  return withoutEstimate('opted-out', markets);
}

/** What is no tail mean, in place of the one that sizes. */
export function misestimates(driving: Driving): readonly NamedRule[] {
  const { sizing } = driving;
  if (sizing === undefined) return [];
  return inEachForm(driving, (form) => notEstimates.map((value) => forcedEstimate(form, sizing.level, value)));
}

function withoutEstimate(phase: 'unestimated' | 'opted-out', { shown, answers }: ChosenMarkets): Drive[] {
  return shown.map((market, subject) => ({ phase, subject, market, expected: answers.get(market), orders: false }));
}
