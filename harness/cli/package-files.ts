import { join } from 'node:path';

/** Two folders up, in the repository as in the built package. */
const root = join(import.meta.dirname, '..', '..');

export const defaultContract = join(root, 'contracts', 'kalshi-limit-order.yaml');
export const defaultStack = join(root, 'fixtures', 'stacks', 'embedded', 'stack.yaml');
