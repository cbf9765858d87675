import type { OrderFields } from '../contract/order-of.ts';
import type { ArrivedOrder } from './decision.ts';

/** `side yes, action buy, contracts 5`. */
export function orderInWords(fields: OrderFields): string {
  return Object.entries(fields)
    .map(([field, value]) => `${field} ${value}`)
    .join(', ');
}

export function ordersInWords(orders: readonly ArrivedOrder[]): string {
  if (orders.length === 0) return 'no order';
  const words = orders.map((order) => `${orderInWords(order.fields)}${besides(order)}`);
  return orders.length === 1 ? `the order ${words[0]}` : `${orders.length} orders: ${words.join('; ')}`;
}

/** What is to be said of an order beside its fields. */
function besides({ exchange, during }: ArrivedOrder): string {
  const said = [
    ...(exchange === 'accepted' ? [] : [exchange === 'refused' ? 'refused' : 'not answered']),
    ...(during === undefined ? [] : [during === 0 ? 'before any decision' : `while decision ${during} was under way`]),
  ];
  return said.length === 0 ? '' : ` (${said.join(', ')})`;
}
