import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { loadStack } from './load-stack.ts';
import { missingImages } from './missing-images.ts';
import { changed } from './testing/contract-text.ts';
import { fileWith, mistakesOf } from './testing/files.ts';

const text = `stack: contained
services:
  - name: store
    container: {image: 'postgres@sha256:${'ab'.repeat(32)}'}
    port: 5432
    volumes: {data: /var/lib/postgresql/data}
    ready: {log: ready to accept}
endpoint:
  start:
    container: {build: server}
    command: [serve]
    env: {NUMBER: '\${replica}'}
    port: 8080
    mounts: {/opt/ml/model: '\${model.dir}'}
    limits: {memory: 512m, cpus: 1.5}
    replicas: 3
    front: {container: {build: {context: balancer, arguments: {WORKERS: '2'}, within: 2min}}, port: 80}
  protocol: json
  routes: {predict: POST /predict, ready: GET /ready}
`;
const mistakes = (...replacements: Parameters<typeof changed>[1][]) =>
  mistakesOf(() => loadStack(fileWith(changed(text, ...replacements))));

test('containers are read in full', () => {
  const { stack } = loadStack(fileWith(text));
  expect(stack.services).toMatchObject([{ name: 'store', port: 5_432, within: 60_000 }]);
  expect(stack.endpoint.start).toMatchObject({
    container: { build: { context: 'server', dockerfile: 'Dockerfile', arguments: {}, within: 600_000 } },
    command: ['serve'],
    mounts: { '/opt/ml/model': '${model.dir}' },
    limits: { memory: 512 * 2 ** 20, cpus: 1.5 },
    replicas: 3,
    front: { container: { build: { context: 'balancer', arguments: { WORKERS: '2' }, within: 120_000 } }, port: 80 },
  });
});

test.for([
  ['without a port', ['    port: 8080\n', ''], /^9:3 endpoint.start.port is missing/],
  ['with memory in no known unit', ['512m', '512 MB'], /memory is "512 MB"; expected an amount of memory/],
  ['with a path that is not absolute', ['/opt/ml/model:', 'opt/ml/model:'], /an absolute path in the container/],
  ['with what stands for nothing', ['${model.dir}', '${model.folder}'], /\$\{model\.folder\} stands for nothing here/],
  ['with no replica', ['replicas: 3', 'replicas: 0'], /replicas is 0; expected a number of at least 1/],
  ['with a service that has the name of another container', ['name: store', 'name: endpoint-2'], /^3:11 .*endpoint-2/],
  ['with a service asked at no port', ['    port: 5432\n', ''], /no port/],
] as const)('%s is a mistake, and its place is told', ([, replacement, told]) => {
  const given = replacement[0].startsWith('    port: 5432')
    ? mistakes(replacement, ['{log: ready to accept}', '{route: GET /health}'])
    : mistakes(replacement);
  expect(given).toEqual([expect.stringMatching(told)]);
});

test('what is to be built must be there', () => {
  const file = fileWith(text);
  const folder = dirname(file);
  expect(missingImages(loadStack(file)).map(({ problem }) => problem)).toEqual([
    `there is no folder ${join(folder, 'server')}`,
    `there is no folder ${join(folder, 'balancer')}`,
  ]);
  for (const name of ['server', 'balancer']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'server', 'Dockerfile'), 'FROM scratch\n');
  expect(missingImages(loadStack(file)).map(({ problem }) => problem)).toEqual([
    `there is no Dockerfile in ${join(folder, 'balancer')}`,
  ]);
});

test('an application in a container must be told where tap and exchange are, too', () => {
  const application = `application:
  start: {container: {build: trader}, port: 8081, env: {ENDPOINT_URL: '\${tap.url}'}}
  routes: {ready: GET /ready}
  drive: {request: {route: POST /decide, body: {ticker: '\${market}'}, action: /action}}
exchange: {serve: kalshi, golden: markets.json, orders: POST /orders}
`;
  expect(mistakesOf(() => loadStack(fileWith(text + application)))).toEqual([
    expect.stringMatching(/the application is not told where the exchange is/),
  ]);
});
