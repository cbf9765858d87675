import { orderOf } from '../contract/order-of.ts';
import type { Decision } from './decision.ts';
import { eachDecision } from './decision-check.ts';
import { givenAction } from './given-action.ts';
import { orderInWords, ordersInWords } from './order-wording.ts';
import { actionInWords } from './wording.ts';

/** How the estimate was taken away, in words that follow "where". */
const ways = {
  unestimated: 'the answer states no tail mean',
  'opted-out': 'the application was started without the estimate',
} as const;
type Way = keyof typeof ways;

/**
 * SIZE-4: without the estimate, sizes are bit for bit as before: those of the contract's orders, and written alike by an
 * application that was never told of the estimate and by one that is not given it.
 *
 * Where the contract has a reply without the tail mean refused, it must be.
 */
export const sizesWithoutTheEstimateAreAsBefore = eachDecision(
  { clause: 'SIZE-4', grade: 'caused', phases: ['unestimated', 'opted-out'] },
  (contract, tally, { application }) => {
    const { sizing } = contract;
    if (sizing === undefined) {
      return { see: () => {}, conclude: () => ({ unproven: 'the contract sizes no orders (sizing)' }) };
    }
    const seen: Record<Way, number> = { unestimated: 0, 'opted-out': 0 };
    const ordered: Record<Way, number> = { unestimated: 0, 'opted-out': 0 };
    const written = new Map<number, string | undefined>();
    const hindrances = new Set<string>();
    const seeRefused = (decision: Decision): void => {
      const { id, stated, orders } = decision;
      seen.unestimated += 1;
      tally.examined += 1;
      if (orders.length === 0 && stated.kind !== 'decided') return;
      tally.violation({
        about: 'an answer without the tail mean was not refused',
        expected: 'a refusal, and no order',
        seen: orders.length > 0 ? ordersInWords(orders) : `the decision ${stated.kind}`,
        decision: id,
      });
    };
    return {
      see(decision) {
        const { id, subject, putIn, orders, askedAgain } = decision;
        if (askedAgain) return;
        const way: Way = decision.phase === 'opted-out' ? 'opted-out' : 'unestimated';
        if (putIn.kind === 'hindered') hindrances.add(putIn.reason);
        if (way === 'unestimated' && putIn.kind !== 'put-in') return;
        if (way === 'unestimated' && sizing.missing === 'refused') return seeRefused(decision);
        const action = givenAction(decision);
        if (action === undefined) return;
        tally.examined += 1;
        seen[way] += 1;
        const expected = orderOf(contract, action, decision);
        const [order, ...others] = orders;
        ordered[way] += orders.length;
        const isRight = expected
          ? order !== undefined && others.length === 0 && order.fields[sizing.field] === expected[sizing.field]
          : order === undefined;
        if (!isRight) {
          tally.violation({
            about: `where ${ways[way]}, the size is not that of before`,
            expected: `${expected ? orderInWords(expected) : 'no order'}, for ${actionInWords(contract, action)}`,
            seen: ordersInWords(orders),
            decision: id,
          });
        } else if (way === 'unestimated') written.set(subject, order?.writtenSize);
        else if (written.has(subject) && written.get(subject) !== order?.writtenSize) {
          tally.violation({
            about: 'the size is written otherwise where the application was started without the estimate',
            expected: `${written.get(subject)}`,
            seen: `${order?.writtenSize}`,
            decision: id,
          });
        }
      },
      conclude() {
        const [hindrance] = hindrances;
        const unseen = (Object.keys(ways) as Way[]).find((way) => seen[way] === 0 && isAsked(way));
        return {
          unproven:
            hindrance ??
            (unseen ? `no decision was seen where ${ways[unseen]}` : undefined) ??
            (tally.examined > 0 && sizing.missing === 'full' && ordered.unestimated === 0
              ? 'nothing was ordered'
              : undefined),
          notes: [
            `${seen.unestimated} decisions on answers without the tail mean, ${ordered.unestimated} orders`,
            isAsked('opted-out')
              ? `${seen['opted-out']} decisions of an application that was started without the estimate, ${ordered['opted-out']} orders`
              : 'not compared with an application that was started without the estimate (application.withoutEstimate)',
          ],
        };
      },
    };

    function isAsked(way: Way): boolean {
      return way === 'unestimated' || application.withoutEstimate !== undefined;
    }
  },
);
