import type { Contract } from './contract.ts';

/** Fields of an order, by name. */
export type OrderFields = Readonly<Record<string, string | number>>;

/**
 * What the contract has ordered for an action; undefined where it orders nothing.
 *
 * @param values - what a field that reads `${name}` stands for, such as a limit price that depends on the market
 */
export function orderOf(
  { actions }: Pick<Contract, 'actions'>,
  action: number,
  values: Readonly<Record<string, number>>,
): OrderFields | undefined {
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
