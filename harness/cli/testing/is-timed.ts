import type { ClauseId } from '../../contract/clauses.ts';

/** Whether a fault shows in its times, so that it is looked for with nothing beside it. */
export const isTimed = ({ refutes }: { readonly refutes: readonly ClauseId[] }) =>
  refutes.some((clause) => clause.startsWith('TIME'));
