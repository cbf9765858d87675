import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultStack } from './package-files.ts';
import { Files } from './testing/kalshi-files.ts';
import { verified } from './testing/verified.ts';

const only = ['LOAD-1', 'LOAD-2', 'LOAD-5', 'USED-2', 'USED-3', 'CAUSE-2', 'SWAP-1', 'SWAP-4', 'SEEN-2'];

/** Readiness, counters and reloads are on a port of their own. */
async function verdicts(fault?: string) {
  using files = new Files();
  const stack = ['ready: GET', 'metrics: GET', 'reload: POST'].reduce(
    (text, route) =>
      text.replace(
        new RegExp(`${route} /(\\w+)`),
        `${route.replace(/ .*/, '')} {route: ${route.replace(/.* /, '')} /manage/$1, port: management}`,
      ),
    readFileSync(defaultStack, 'utf8')
      .replace('endpoint.ts', join(import.meta.dirname, 'testing/managed-endpoint.ts'))
      .replace("PORT: '${port}'", "PORT: '${port}'\n      MANAGEMENT_PORT: '${port.management}'")
      .replace('    env:', '    ports: {management: free}\n    env:'),
  );
  const { clauses } = await verified({
    stack: files.write('stack.yaml', stack),
    observations: 64,
    only,
    ...(fault === undefined ? {} : { fault }),
  });
  const asked = clauses.filter(({ id }) => only.includes(id));
  return Object.fromEntries(asked.map(({ id, verdict }) => [id, verdict]));
}

test('an endpoint that is asked for its state on another port is verified there, also when it was started again', async () => {
  expect(await verdicts()).toEqual(Object.fromEntries(only.map((id) => [id, 'PROVEN'])));
}, 60_000);

test('counters on another port that do not count are found', async () => {
  expect(await verdicts('counter-not-incremented')).toMatchObject({ 'USED-2': 'PROVEN', 'USED-3': 'REFUTED' });
}, 60_000);
