import type { Contract } from '../contract/contract.ts';
import type { ArrivedOrder, Decision } from '../history/decision.ts';

type Fields = ArrivedOrder['fields'];

/** What the contract has ordered for an action, with the values of the decision filled in; undefined where it orders nothing. */
export function expectedOrder(
  { actions }: Contract,
  action: number,
  { values }: Pick<Decision, 'values'>,
): Fields | undefined {
  const order = actions.orders[actions.labels[action] ?? ''];
  return (
    order &&
    Object.fromEntries(
      Object.entries(order).map(([field, value]) => {
        const [, name] = /^\$\{(.+)\}$/.exec(`${value}`) ?? [];
        return [field, name === undefined ? value : (values[name] ?? value)];
      }),
    )
  );
}

/** Whether an order has every field that is expected, with its value. */
export function isOrder(order: Fields, expected: Fields): boolean {
  return Object.entries(expected).every(([field, value]) => order[field] === value);
}

/** `side yes, action buy, contracts 5`. */
export function orderInWords(fields: Fields): string {
  return Object.entries(fields)
    .map(([field, value]) => `${field} ${value}`)
    .join(', ');
}

export function ordersInWords(orders: readonly ArrivedOrder[]): string {
  if (orders.length === 0) return 'no order';
  const words = orders.map(({ fields, accepted }) => `${orderInWords(fields)}${accepted ? '' : ' (refused)'}`);
  return orders.length === 1 ? `the order ${words[0]}` : `${orders.length} orders: ${words.join('; ')}`;
}
