import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { contract, endpoint } from '../../checks/testing/small-contract.ts';
import type { Exchange } from '../../history/exchange.ts';
import { openHttp } from '../../protocols/http.ts';
import { protocolOf } from '../../protocols/protocol-of.ts';
import { workbench } from '../../stack/testing/workbench.ts';
import { Ledger } from '../ledger.ts';
import { servingFile } from '../testing/serving-file.ts';
import { serving } from '../testing/small-server.ts';
import { clock, rows } from '../testing/steadily.ts';
import { askReplicas } from './ask-replicas.ts';

const bench = await workbench();
afterAll(() => bench[Symbol.asyncDispose]());

const protocol = protocolOf({ contract, endpoint, environment: () => undefined });
const models = { own: Buffer.from('own'), marked: Buffer.from('marked') };

test('every replica is asked as soon as it takes the artifact up, and one that does not when its time is over', async () => {
  const path = join(bench.folder, 'policy');
  await writeFile(path, models.own);
  const listeners = [true, false].map((looks) => servingFile(path, models, { looks: () => looks }).listener);
  const origins = await Promise.all(listeners.map(serving));
  const clients = origins.map((origin) => openHttp(origin, { connections: 1, deadlineMs: 5_000, clock }));
  const recorded: Exchange[] = [];
  const options = {
    ...{ clients, rows, protocol, ledger: new Ledger(), clock, signal: new AbortController().signal },
    journal: { exchange: (exchange: Exchange) => void recorded.push(exchange) },
  };
  await askReplicas(options, { must: 'own', within: 200 });
  await writeFile(path, models.marked);
  const since = clock();
  await askReplicas(options, { must: 'marked', within: 200 });
  expect(clock() - since).toBeGreaterThanOrEqual(200);
  await Promise.all(clients.map((client) => client.close()));

  const given = recorded.map((each) => {
    const reply = protocol.decode(each.outcome, 1);
    return [each.note, each.subject, reply.kind === 'answered' ? reply.rows[0]?.action : reply.kind];
  });
  const twice = <T>(each: T) => [each, each];
  expect(given.toSorted()).toEqual(
    [
      ['marked', 0, 1],
      ['marked', 1, 0],
      ['own', 0, 0],
      ['own', 1, 0],
    ]
      .flatMap(twice)
      .toSorted(),
  );
  expect(recorded.every(({ phase, rows: count }) => phase === 'replicas' && count === 1)).toBe(true);
  expect(await readFile(path)).toEqual(models.marked);
});
