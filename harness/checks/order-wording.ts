import type { OrderFields } from '../contract/order-of.ts';
import type { ArrivedOrder } from './decision.ts';

/** Whether an order has every field that is expected, with its value. */
export function isOrder(order: OrderFields, expected: OrderFields): boolean {
  return Object.entries(expected).every(([field, value]) => order[field] === value);
}

/** `side yes, action buy, contracts 5`. */
export function orderInWords(fields: OrderFields): string {
  return Object.entries(fields)
    .map(([field, value]) => `${field} ${value}`)
    .join(', ');
}

export function ordersInWords(orders: readonly ArrivedOrder[]): string {
  if (orders.length === 0) return 'no order';
  const words = orders.map(({ fields, accepted }) => `${orderInWords(fields)}${accepted ? '' : ' (refused)'}`);
  return orders.length === 1 ? `the order ${words[0]}` : `${orders.length} orders: ${words.join('; ')}`;
}
