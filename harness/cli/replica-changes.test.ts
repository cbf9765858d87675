import { expect, test } from 'vitest';
import { stackSchema } from '../contract/stack-file.ts';
import { replicaChanges } from './replica-changes.ts';

const rollOut = { name: 'roll out', run: ['deploy', '${artifact}'], undo: ['rollback'], predicts: 'marked' };

function changes(artifact: object | undefined, { routes = {}, interventions = [] as object[] } = {}) {
  const stack = stackSchema.parse({
    stack: 'test',
    endpoint: {
      start: {
        container: { image: 'one' },
        port: 80,
        replicas: 3,
        front: { container: { image: 'two' }, port: 81, ports: { management: 82 } },
      },
      protocol: 'json',
      routes: { predict: 'POST /predict', ready: 'GET /ready', ...routes },
      ...(artifact && { artifact: { path: '${model.dir}/policy.onnx', within: '5s', ...artifact } }),
    },
    interventions,
  });
  const found = replicaChanges({ endpoint: stack.endpoint, stack: { stack } });
  return typeof found === 'string' ? found : { within: found.within, deeds: found.deeds('marked') };
}

const place = { kind: 'place', content: 'marked', how: 'by rename' };
const reload = { kind: 'reload', refusable: false };

test.each<[string, object, object, readonly object[]]>([
  ['that look by themselves', { loaded: 'by-itself' }, {}, [place]],
  ['that must be told, by a route', { loaded: 'on-reload' }, { reload: 'POST /reload' }, [place, reload]],
  ['that must be told, by a command', { loaded: 'on-reload', reload: ['./reload'] }, {}, [place, reload]],
])(
  'of replicas %s, the artifact is put in its place, and no more than is needed is done',
  (_, artifact, routes, deeds) => {
    expect(changes(artifact, { routes })).toEqual({ within: 5_000, deeds });
  },
);

const portOfTheFront = { reload: { route: 'POST /reload', port: 'management' } };

test('a route at a port of what stands before them tells none of them alone', () => {
  const told = changes({ loaded: 'on-reload' }, { routes: portOfTheFront });
  expect(told).toMatch(
    /^only what stands before the replicas has the port of routes\.reload: .* \(artifact\.reload\) tells all$/,
  );
  const byCommand = { loaded: 'on-reload', reload: ['./reload'] };
  expect(changes(byCommand, { routes: portOfTheFront })).toEqual({ within: 5_000, deeds: [place, reload] });
});

test.each([
  ['is replaced by nobody', undefined],
  ['is told by nobody to all of them', { loaded: 'on-reload' }],
])('an artifact that %s is rolled out by a command of the stack file', (_, artifact) => {
  expect(changes(artifact, { routes: portOfTheFront, interventions: [rollOut] })).toMatchObject({
    deeds: [{ kind: 'command', step: 'run', artifact: 'marked' }],
  });
});

test('without any way, the reason is told', () => {
  expect(changes(undefined)).toMatch(/^no artifact can be replaced/);
});
