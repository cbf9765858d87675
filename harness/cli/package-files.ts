import { join } from 'node:path';

/** Two folders up, in the repository as in the built package. */
export const packageFolder = join(import.meta.dirname, '..', '..');

export const defaultContract = contractCalled('kalshi-limit-order');
export const defaultStack = stackCalled('embedded');

/** With an application. */
export const traderContract = contractCalled('kalshi-trader');
export const traderStack = stackCalled('kalshi-trader');

/** The contract of a name, among those that come along; it need not be there. */
export function contractCalled(name: string): string {
  return join(packageFolder, 'contracts', `${name}.yaml`);
}

/** The stack file of a name, among those that come along; it need not be there. */
export function stackCalled(name: string): string {
  return join(packageFolder, 'fixtures', 'stacks', name, 'stack.yaml');
}
