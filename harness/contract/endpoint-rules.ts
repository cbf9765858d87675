import { bodiesCarryObservations, formsIn } from './body-rules.ts';
import { componentRules } from './component-rules.ts';
import { placeholders, reloadPlaceholders } from './placeholder.ts';
import { complaint, referencesAreKnown, type SoundStack } from './stack-complaint.ts';
import { showPath } from './yaml-path.ts';

type SoundEndpoint = NonNullable<SoundStack['endpoint']>;

/** What must hold in what a stack file says of the endpoint. */
export function* endpointRules(endpoint: SoundEndpoint) {
  yield* componentRules('endpoint', endpoint, placeholders);
  yield* bodiesCarryObservations(endpoint);
  yield* plainJsonHasRoutes(endpoint);
  yield* batchRouteHasAForm(endpoint);
  yield* reloadHasARoute(endpoint);
  yield* replicasAreOfWhatRuns(endpoint);
  yield* compiledFormIsStarted(endpoint);
  yield* portsAreOfOne(endpoint);
  yield* reloadsKnowTheirPlaceholders(endpoint);
}

/** Other protocols have routes of their own. */
function* plainJsonHasRoutes({ protocol, routes }: SoundEndpoint) {
  if (protocol === undefined || !('json' in protocol) || routes === undefined) return;
  for (const name of ['predict', 'ready'] as const) {
    if (name in routes) continue;
    const path = ['endpoint', 'routes', name];
    yield complaint(path, `${showPath(path)} is missing`, 'a method and a path, such as POST /predict');
  }
}

function* batchRouteHasAForm({ routes, protocol }: SoundEndpoint) {
  const forms = formsIn(protocol);
  if (routes?.batch === undefined || protocol === undefined || (forms && 'batch' in forms)) return;
  const problem = forms
    ? 'there is a route for batches, but protocol.json.batch does not say how a batch looks'
    : 'there is a route for batches, but in this protocol a batch goes where one row goes';
  yield complaint(['endpoint', 'routes', 'batch'], problem);
}

function* reloadHasARoute({ artifact, routes }: SoundEndpoint) {
  // Routes with a mistake in them may have one for reloads.
  if (artifact?.loaded !== 'on-reload' || routes === undefined || 'reload' in routes || 'reload' in artifact) return;
  const problem = 'it must be told to load a new artifact, but there is no route by which it is';
  yield complaint(['endpoint', 'artifact', 'loaded'], problem, 'routes.reload, artifact.reload, or by-itself');
}

function* reloadsKnowTheirPlaceholders({ artifact }: SoundEndpoint) {
  yield* referencesAreKnown(artifact?.reload, ['endpoint', 'artifact', 'reload'], reloadPlaceholders);
}

function* replicasAreOfWhatRuns({ start, replicas = [] }: SoundEndpoint) {
  if (replicas.length === 0 || start === undefined || 'url' in start) return;
  const problem = 'addresses of replicas are those of an endpoint that already runs, and this one is started';
  yield complaint(['endpoint', 'replicas'], problem, 'endpoint.start.replicas, the number that are started');
}

function* portsAreOfOne({ start }: SoundEndpoint) {
  if (start === undefined || !('replicas' in start) || (start.replicas ?? 1) === 1) return;
  if (Object.keys(start.ports ?? {}).length === 0) return;
  const problem = 'each replica has further ports of its own, and a route can only be on one of them';
  yield complaint(['endpoint', 'start', 'ports'], problem, 'start.front.ports, of what stands before them');
}

function* compiledFormIsStarted({ start, compiled }: SoundEndpoint) {
  if (compiled === undefined || start === undefined || !('url' in start)) return;
  const problem = 'a compiled form is started by its environment, and this endpoint runs already';
  yield complaint(['endpoint', 'compiled'], problem, 'start.process or start.container');
}
