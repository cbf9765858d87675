import type { Deed } from '../campaign/interventions/intervention.ts';
import { told } from '../campaign/interventions/replacements.ts';
import type { EndpointFile } from '../contract/stack-file.ts';
import type { Answerer } from '../history/run-event.ts';
import { readsOurFolder } from './endpoint-values.ts';
import type { RunInputs } from './run-inputs.ts';

/** How another artifact comes to be served by every replica. */
export interface ReplicaChanges {
  readonly deeds: (content: Answerer) => readonly Deed[];
  /** Milliseconds that it may take until all answer so. */
  readonly within: number;
}

/**
 * In its place, of which each replica is told that does not look by itself, or by a command of the stack file.
 *
 * @returns why there is no way, where there is none
 */
export function replicaChanges({
  endpoint,
  stack: { stack },
}: Pick<RunInputs, 'endpoint'> & {
  readonly stack: { readonly stack: Pick<RunInputs['stack']['stack'], 'interventions'> };
}): ReplicaChanges | string {
  const { artifact } = endpoint;
  const ours = artifact && readsOurFolder({ endpoint }) ? artifact : undefined;
  if (ours && canTellEach(endpoint)) {
    return {
      deeds: (content) => [{ kind: 'place', content, how: 'by rename' }, ...told(ours)],
      within: ours.within,
    };
  }
  const file = stack.interventions.find(({ predicts }) => predicts === 'marked');
  if (file !== undefined) {
    const step = { own: 'undo', marked: 'run' } as const;
    return {
      deeds: (content) => [{ kind: 'command', file, step: step[content], artifact: content }],
      within: file.within,
    };
  }
  return ours
    ? 'only what stands before the replicas has the port of routes.reload: none of them can be told alone, and no command (artifact.reload) tells all'
    : 'no artifact can be replaced, so that a replica which keeps its model would not show';
}

/** Further ports are those of what stands before them: there, one of them is told, and nobody knows which. */
function canTellEach({ artifact, routes }: EndpointFile): boolean {
  return artifact?.loaded !== 'on-reload' || artifact.reload !== undefined || routes.reload?.port === undefined;
}
