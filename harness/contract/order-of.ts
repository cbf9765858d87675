import type { Contract } from './contract.ts';
import { isSizeOf, shareOf, sizeOf } from './sizing.ts';

/** Fields of an order, by name. */
export type OrderFields = Readonly<Record<string, string | number>>;

/** What decides on the fields of an order, beside the action. */
export interface OrderCircumstances {
  /** What a field that reads `${name}` stands for, such as a limit price that depends on the market. */
  readonly values: Readonly<Record<string, number>>;
  /** The tail mean that sizes it; where there is none, it has its full size. */
  readonly estimate?: number | undefined;
}

/** An order that must be placed. */
export interface DueOrder {
  readonly fields: OrderFields;
  /** Whether an order has every field, with its value. */
  is(order: OrderFields): boolean;
}

type Ordering = Pick<Contract, 'actions'> & { readonly sizing?: Contract['sizing'] };

/** What the contract has ordered for an action; undefined where it orders nothing. */
export function orderOf(
  contract: Ordering,
  action: number,
  { values, estimate }: OrderCircumstances,
): OrderFields | undefined {
  return dueOrder(contract, action, { values, estimate })?.fields;
}

/** The order that must come of an action; undefined where none must: it has no order, or the tail mean forbids it. */
export function dueOrder(
  { actions, sizing }: Ordering,
  action: number,
  { values, estimate }: OrderCircumstances,
): DueOrder | undefined {
  const listed = actions.orders[actions.labels[action] ?? ''];
  if (!listed) return undefined;
  const full = Object.fromEntries(Object.entries(listed).map(([field, value]) => [field, filled(value, values)]));
  const fullSize = sizing && full[sizing.field];
  if (!sizing || estimate === undefined || typeof fullSize !== 'number')
    return { fields: full, is: (order) => has(order, full) };

  const share = shareOf(sizing, estimate);
  const size = sizeOf(sizing, fullSize, share);
  if (!(size > 0)) return undefined;
  const { [sizing.field]: _, ...others } = full;
  const isSized = ({ [sizing.field]: ordered }: OrderFields) =>
    typeof ordered === 'number' && isSizeOf(sizing, fullSize, share, ordered);
  return { fields: { ...full, [sizing.field]: size }, is: (order) => has(order, others) && isSized(order) };
}

function filled(value: string | number, values: OrderCircumstances['values']): string | number {
  const [, name] = /^\$\{(.+)\}$/.exec(`${value}`) ?? [];
  return name === undefined ? value : (values[name] ?? value);
}

function has(order: OrderFields, expected: OrderFields): boolean {
  return Object.entries(expected).every(([field, value]) => order[field] === value);
}
