import { nearestOf } from './nearest.ts';
import { interventionPlaceholders, placeholders } from './placeholder.ts';
import { complaint, referencesAreKnown, type SoundStack } from './stack-complaint.ts';

/** What must hold in what a stack file says of tracking: the server is one thing, and is there. */
export function* trackingRules({
  tracking,
  services = [],
  endpoint,
}: Pick<SoundStack, 'tracking' | 'services' | 'endpoint'>) {
  const mlflow = tracking?.mlflow;
  if (!mlflow) return;
  const at = ['tracking', 'mlflow'];
  const places = ['service', 'url'].filter((key) => key in mlflow);
  if (places.length === 0) yield complaint(at, 'it is not said where the MLflow server is', 'service, or url');
  if (places.length === 2) yield complaint([...at, 'url'], 'the MLflow server is a service of this file already');
  yield* referencesAreKnown(mlflow.logged?.file, [...at, 'logged', 'file'], placeholders);
  yield* outageIsOfWhatRuns(mlflow);
  yield* servedFileCanBeRead(mlflow.served?.file, endpoint?.start);
  const { service } = mlflow;
  if (service === undefined) return;
  const named = services.find((each) => each?.name === service);
  const names = services.flatMap((each) => each?.name ?? []);
  if (!named) {
    yield complaint([...at, 'service'], `there is no service ${service}`, names.join(', '), nearestOf(service, names));
  } else if (!('port' in named)) {
    yield complaint([...at, 'service'], `the service ${service} has no port at which it could be asked`, 'port');
  }
}

function* servedFileCanBeRead(file: string | undefined, start: NonNullable<SoundStack['endpoint']>['start']) {
  const at = ['tracking', 'mlflow', 'served', 'file'];
  if (file === undefined || start === undefined) return;
  if ('process' in start) yield* referencesAreKnown(file, at, placeholders);
  else if ('url' in start) yield complaint(at, 'the endpoint runs already: Assay cannot see its files');
  else if (!file.startsWith('/')) {
    yield complaint(at, `${file} is no path in the container`, 'an absolute path, such as /opt/ml/model/policy.onnx');
  }
}

type SoundMlflow = NonNullable<NonNullable<SoundStack['tracking']>['mlflow']>;

function* outageIsOfWhatRuns({ outage, service }: SoundMlflow) {
  if (!outage) return;
  const at = ['tracking', 'mlflow', 'outage'];
  const { run, undo, env } = outage;
  if (service !== undefined) {
    yield complaint(at, 'the MLflow server is a service of this file: Assay holds it up itself, and needs no command');
  }
  for (const [key, value] of Object.entries({ run, undo, env })) {
    yield* referencesAreKnown(value, [...at, key], interventionPlaceholders);
  }
  if (run !== undefined && undo !== undefined && JSON.stringify(run) === JSON.stringify(undo)) {
    yield complaint(
      [...at, 'undo'],
      'the command that brings it back is the one that takes it down',
      'another command',
    );
  }
}
