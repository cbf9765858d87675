import { bodiesCarryObservations } from './body-rules.ts';
import { componentRules } from './component-rules.ts';
import { placeholders } from './placeholder.ts';
import { complaint, type SoundStack } from './stack-complaint.ts';

type SoundEndpoint = NonNullable<SoundStack['endpoint']>;

/** What must hold in what a stack file says of the endpoint. */
export function* endpointRules(endpoint: SoundEndpoint) {
  yield* componentRules('endpoint', endpoint, placeholders);
  yield* bodiesCarryObservations(endpoint);
  yield* batchRouteHasAForm(endpoint);
  yield* reloadHasARoute(endpoint);
}

function* batchRouteHasAForm({ routes, protocol }: SoundEndpoint) {
  if (routes?.batch === undefined || protocol?.json === undefined || 'batch' in protocol.json) return;
  const problem = 'there is a route for batches, but protocol.json.batch does not say how a batch looks';
  yield complaint(['endpoint', 'routes', 'batch'], problem);
}

function* reloadHasARoute({ artifact, routes }: SoundEndpoint) {
  // Routes with a mistake in them may have one for reloads.
  if (artifact?.loaded !== 'on-reload' || routes === undefined || 'reload' in routes) return;
  const problem = 'it must be told to load a new artifact, but there is no route by which it is';
  yield complaint(['endpoint', 'artifact', 'loaded'], problem, 'routes.reload, or by-itself');
}
