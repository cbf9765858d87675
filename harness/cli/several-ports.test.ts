import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ClauseId } from '../contract/clauses.ts';
import { freePort } from '../stack/ports.ts';
import { defaultStack } from './package-files.ts';
import { Files } from './testing/kalshi-files.ts';
import { verified } from './testing/verified.ts';

const everywhere: readonly ClauseId[] = [
  'LOAD-1',
  'LOAD-2',
  'LOAD-5',
  'USED-2',
  'USED-3',
  'CAUSE-2',
  'SWAP-1',
  'SWAP-4',
  'SEEN-2',
];

/** Readiness, counters and reloads are on a port of their own. */
async function verifiedWith({
  management = 'free',
  only = everywhere,
  fault,
}: {
  management?: number | 'free';
  only?: readonly ClauseId[];
  fault?: string;
} = {}) {
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
      .replace('  artifact:', '  compiled: {env: {}}\n  artifact:')
      .replace('    env:', `    ports: {management: ${management}}\n    env:`),
  );
  const { clauses } = await verified({
    stack: files.write('stack.yaml', stack),
    observations: 64,
    only,
    ...(fault === undefined ? {} : { fault }),
  });
  const asked = clauses.filter(({ id }) => only.includes(id));
  return {
    verdicts: Object.fromEntries(asked.map(({ id, verdict }) => [id, verdict])),
    reasons: asked.flatMap(({ reason }) => reason ?? []),
  };
}

test('an endpoint that is asked for its state on another port is verified there, also when it was started again', async () => {
  expect(await verifiedWith()).toEqual({
    verdicts: Object.fromEntries(everywhere.map((id) => [id, 'PROVEN'])),
    reasons: [],
  });
}, 60_000);

test('where that port is fixed, its compiled form has others, and none is started beside it without its model', async () => {
  const only = ['LOAD-1', 'LOAD-2', 'TIME-3'] as const;
  expect(await verifiedWith({ management: await freePort(), only })).toEqual({
    verdicts: { 'LOAD-1': 'PROVEN', 'LOAD-2': 'UNPROVEN', 'TIME-3': 'PROVEN' },
    reasons: [expect.stringContaining('the endpoint has a fixed port')],
  });
}, 60_000);

test('counters on another port that do not count are found', async () => {
  const { verdicts } = await verifiedWith({ fault: 'counter-not-incremented' });
  expect(verdicts).toMatchObject({ 'USED-2': 'PROVEN', 'USED-3': 'REFUTED' });
}, 60_000);
