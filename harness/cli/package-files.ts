import { join } from 'node:path';

/** Two folders up, in the repository as in the built package. */
const root = join(import.meta.dirname, '..', '..');

export const defaultContract = contractCalled('kalshi-limit-order');
export const defaultStack = join(root, 'fixtures', 'stacks', 'embedded', 'stack.yaml');

/** The contract of a name, among those that come along; it need not be there. */
export function contractCalled(name: string): string {
  return join(root, 'contracts', `${name}.yaml`);
}
