import type { Contract, Sizing } from '../contract/contract.ts';
import { orderOf } from '../contract/order-of.ts';
import { tierOf } from '../contract/sizing.ts';
import type { Decision } from './decision.ts';
import { eachDecision } from './decision-check.ts';
import { dueIn } from './due-order.ts';
import { givenAction, givenEstimate } from './given-action.ts';
import { orderInWords, ordersInWords } from './order-wording.ts';
import { firstFallOf, type SizedDecision } from './sized-decisions.ts';
import { TierTable } from './tier-table.ts';
import { actionInWords } from './wording.ts';

/**
 * SIZE-3: whatever the tail mean, the order has the size of its tier: the full one from the target on, a share that grows
 * evenly from the floor to the target, the smallest down to the veto, and below it there is no order. A better tail mean
 * is never given a smaller size.
 */
export const sizesHoldTheTiers = eachDecision(
  { clause: 'SIZE-3', grade: 'caused', phases: ['estimated'] },
  (contract, tally) => {
    const { sizing } = contract;
    if (sizing === undefined) {
      return { see: () => {}, conclude: () => ({ unproven: 'the contract sizes no orders (sizing)' }) };
    }
    const table = new TierTable(sizing);
    const sized: SizedDecision[] = [];
    const hindrances = new Set<string>();
    return {
      see(decision) {
        const { id, subject, putIn, orders, askedAgain } = decision;
        if (askedAgain) return;
        if (putIn.kind === 'hindered') hindrances.add(putIn.reason);
        const estimate = givenEstimate(decision);
        if (putIn.kind !== 'put-in' || givenAction(decision) !== subject || estimate === undefined) return;
        const full = fullSize(contract, sizing, decision);
        if (full === undefined) return;
        tally.examined += 1;
        const size = orderedSize(sizing, decision);
        const tier = tierOf(sizing, estimate);
        table.see({ tier, full, size });
        sized.push({ decision: id, action: subject, estimate, full, size });
        const due = dueIn(contract, decision, subject);
        const [order, ...others] = orders;
        const isRight = due ? order !== undefined && others.length === 0 && due.is(order.fields) : order === undefined;
        if (isRight) return;
        tally.violation({
          about: wrongIn[tier],
          expected: `${due ? orderInWords(due.fields) : 'no order'}, for ${actionInWords(contract, subject)} with the tail mean ${estimate}`,
          seen: ordersInWords(orders),
          decision: id,
        });
      },
      conclude() {
        const fall = firstFallOf(sized);
        if (fall) {
          const { better, worse } = fall;
          tally.violation({
            about: 'a better tail mean is given a smaller size',
            expected: `at least ${worse.size} of ${better.full} for the tail mean ${better.estimate}, as for ${worse.estimate}`,
            seen: `${better.size}`,
            decision: better.decision,
          });
        }
        const [hindrance] = hindrances;
        const missing = table.missing;
        return {
          unproven:
            hindrance ??
            (missing.length > 0 ? `no tail mean of these tiers was put in: ${missing.join(', ')}` : undefined),
          notes: [table.inWords],
          tables: [table.table],
        };
      },
    };
  },
);

const wrongIn = {
  target: 'from the target on, the order has not its full size',
  scale: 'between floor and target, the order has not the size that the tail mean gives it',
  floor: 'from the floor down to the veto, the order has not the smallest size',
  veto: 'below the veto, an order was placed',
} as const;

function fullSize(contract: Contract, { field }: Sizing, decision: Decision): number | undefined {
  const size = orderOf(contract, decision.subject, decision)?.[field];
  return typeof size === 'number' ? size : undefined;
}

/** Over all of its orders; 0 where there was none. */
function orderedSize({ field }: Sizing, { orders }: Decision): number {
  return orders.reduce((sum, { fields }) => sum + Number(fields[field] ?? 0), 0);
}
