import { join } from 'node:path';

/** Two folders up, in the repository as in the built package. */
export const packageFolder = join(import.meta.dirname, '..', '..');

export const defaultContract = contractCalled('kalshi-limit-order');
export const defaultStack = join(packageFolder, 'fixtures', 'stacks', 'embedded', 'stack.yaml');

/** With an application. */
export const traderContract = contractCalled('kalshi-trader');
export const traderStack = join(packageFolder, 'fixtures', 'stacks', 'kalshi-trader', 'stack.yaml');

/** The contract of a name, among those that come along; it need not be there. */
export function contractCalled(name: string): string {
  return join(packageFolder, 'contracts', `${name}.yaml`);
}
