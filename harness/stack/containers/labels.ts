import { isAlive, readOwner, thisOwner, writeOwner } from '../owner.ts';
import { namespaceOf } from '../process-table.ts';

const ownerLabel = 'assay.owner';
const namespaceLabel = 'assay.namespace';
const runLabel = 'assay.run';

export type Labels = Readonly<Record<string, string>>;

/** What everything carries that one run makes in the engine. */
export function labelsOf(run: string): Record<string, string> {
  return {
    [ownerLabel]: writeOwner(thisOwner()),
    [namespaceLabel]: namespaceOf('self') ?? '',
    [runLabel]: run,
  };
}

/** What the engine is asked for, to find what is ours. */
export const ownedFilter = { label: [ownerLabel] };

/**
 * Whether what carries these labels belongs to an Assay that is dead. In another process-id namespace the numbers of owners
 * mean somebody else.
 */
export function isOrphaned(labels: Labels): boolean {
  const owner = readOwner(labels[ownerLabel] ?? '');
  return owner !== undefined && labels[namespaceLabel] === namespaceOf('self') && !isAlive(owner);
}
