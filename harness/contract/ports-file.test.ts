import { expect, test } from 'vitest';
import { loadStack } from './load-stack.ts';
import { changed } from './testing/contract-text.ts';
import { fileWith, mistakesOf } from './testing/files.ts';

const text = `stack: several-ports
endpoint:
  start:
    process: [serve, '--metrics', '\${port.metrics}']
    ports: {metrics: free, management: 8081}
  protocol: json
  routes:
    predict: POST /predict
    ready: {route: GET /ping, port: management}
    metrics: {route: GET /metrics, port: metrics}
`;
const mistakes = (...replacements: Parameters<typeof changed>[1][]) =>
  mistakesOf(() => loadStack(fileWith(changed(text, ...replacements))));

test('a route may be on another port than the one of requests', () => {
  const { start, routes } = loadStack(fileWith(text)).stack.endpoint;
  expect(start).toMatchObject({ ports: { metrics: 'free', management: 8_081 } });
  expect(routes).toMatchObject({
    predict: { method: 'POST', path: '/predict' },
    ready: { method: 'GET', path: '/ping', port: 'management' },
    metrics: { method: 'GET', path: '/metrics', port: 'metrics' },
  });
});

test.for([
  ['that is not there', ['port: metrics}', 'port: metric}'], /^10:42 .*metric\b.*one of metrics, management.*metrics/s],
  ['without a name', ['port: metrics}', 'port: 8082}'], /^10:42 /],
  ['of which nothing is known', ['    ports: {metrics: free, management: 8081}\n', ''], /endpoint\.start\.ports/],
  ['that stands for nothing', ['${port.metrics}', '${port.metric}'], /^4:.*\$\{port\.metric\}.*\$\{port\.metrics\}/s],
  ['of a number that is none', ['8081', '80810'], /^5:/],
  ['of observations', ['predict: POST /predict', 'predict: {route: POST /p, port: metrics}'], /^8:14 /],
] as const)('a port %s is a mistake, and its place is told', ([, replacement, told]) => {
  expect(mistakes(replacement)).toContainEqual(expect.stringMatching(told));
});

test('of several replicas, what stands before them has the ports', () => {
  const replicas = text.replace(
    /process: .*\n.*free, management: 8081}/,
    'container: {image: one}\n    port: 80\n    replicas: 2\n    ports: {metrics: 81, management: 82}',
  );
  expect(mistakesOf(() => loadStack(fileWith(replicas)))).toEqual([expect.stringMatching(/^7:.*start\.front\.ports/s)]);
});
