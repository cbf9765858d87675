import { describe, expect, test } from 'vitest';
import { trackingRules } from './tracking-rules.ts';

type Parts = Parameters<typeof trackingRules>[0];

const service = { name: 'mlflow', port: 5000 } as NonNullable<NonNullable<Parts['services']>[number]>;

function said(mlflow: object, services: Parts['services'] = [service], start?: object): string[] {
  const tracking = { mlflow: { experiment: 'e', ...mlflow } } as Parts['tracking'];
  return [...trackingRules({ tracking, services, endpoint: { start } as Parts['endpoint'] })].map(
    ({ path, problem }) => `${path.join('.')}: ${problem}`,
  );
}

test('a service with a port, or a URL, is where the server is', () => {
  expect(said({ service: 'mlflow' })).toEqual([]);
  expect(said({ url: 'https://tracking.example' })).toEqual([]);
});

describe('it is said where', () => {
  test.each<[string, object, Parts['services'], string]>([
    ['no place is named', {}, [service], 'tracking.mlflow: it is not said where the MLflow server is'],
    [
      'two are',
      { service: 'mlflow', url: 'https://tracking.example' },
      [service],
      'tracking.mlflow.url: the MLflow server is a service of this file already',
    ],
    ['there is no such service', { service: 'mlfow' }, [service], 'tracking.mlflow.service: there is no service mlfow'],
    [
      'it has no port',
      { service: 'mlflow' },
      [{ name: 'mlflow' } as typeof service],
      'tracking.mlflow.service: the service mlflow has no port at which it could be asked',
    ],
    [
      'a file of nowhere is compared',
      { service: 'mlflow', logged: { file: '${polcy.dir}/x', metrics: ['/a'] } },
      [service],
      'tracking.mlflow.logged.file: ${polcy.dir} stands for nothing here',
    ],
  ])('%s', (_, mlflow, services, expected) => {
    expect(said(mlflow, services)).toEqual([expected]);
  });
});

test.each<[string, object, string | undefined]>([
  ['/opt/model.onnx', { container: {} }, undefined],
  ['model.onnx', { container: {} }, 'model.onnx is no path in the container'],
  ['${model.dir}/model.onnx', { process: [] }, undefined],
  ['${modl.dir}/model.onnx', { process: [] }, '${modl.dir} stands for nothing here'],
  ['/opt/model.onnx', { url: 'http://a' }, 'the endpoint runs already: Assay cannot see its files'],
])('the file %s of an endpoint that is started by %o', (file, start, problem) => {
  const complaints = said({ service: 'mlflow', served: { file } }, [service], start);
  expect(complaints).toEqual(problem === undefined ? [] : [`tracking.mlflow.served.file: ${problem}`]);
});

test.each<[string, object, string | undefined]>([
  ['commands of a server that runs', { outage: { run: ['a', '${stack.dir}'], undo: ['b'] } }, undefined],
  [
    'the same command twice',
    { outage: { run: ['a'], undo: ['a'] } },
    'outage.undo: the command that brings it back is the one that takes it down',
  ],
  [
    'what stands for nothing',
    { outage: { run: ['a'], undo: ['b', '${origin}'] } },
    'outage.undo[1]: ${origin} stands for nothing here',
  ],
])('an outage by %s', (_, mlflow, problem) => {
  const complaints = said({ url: 'https://tracking.example', ...mlflow }).map((each) =>
    each.replace('undo.1', 'undo[1]'),
  );
  expect(complaints).toEqual(problem === undefined ? [] : [`tracking.mlflow.${problem}`]);
});

test('an outage of a service is made by Assay itself', () => {
  expect(said({ service: 'mlflow', outage: { run: ['a'], undo: ['b'] } })).toEqual([
    'tracking.mlflow.outage: the MLflow server is a service of this file: Assay holds it up itself, and needs no command',
  ]);
});
