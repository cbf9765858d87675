import { expect, test } from 'vitest';
import { contract, endpoint } from '../checks/testing/small-contract.ts';
import type { Exchange } from '../history/exchange.ts';
import { spaceOf } from '../observations/observation-space.ts';
import { protocolOf } from '../protocols/protocol-of.ts';
import { compareForms } from './compare-forms.ts';
import { Ledger } from './ledger.ts';
import type { Setting } from './phases/setting.ts';
import { senderTo } from './testing/sending.ts';
import { reply, serving } from './testing/small-server.ts';

const evaluate: Setting['evaluate'] = async ({ rows }) => ({
  rows,
  width: 3,
  scores: new Float32Array(3 * rows),
  actions: new Int32Array(rows),
  margins: new Float32Array(rows),
});

test('a form that is busy is asked again, and the pairs stay pairs', async () => {
  let asked = 0;
  const origin = await serving((request, response) => {
    request.resume();
    asked += 1;
    reply(response, asked % 100 === 0 ? 503 : 200);
  });
  const recorded: Exchange[] = [];
  const { client } = senderTo(origin);
  await compareForms({
    setting: {
      contract,
      protocol: protocolOf({ contract, endpoint, environment: () => undefined }),
      space: spaceOf(contract),
      seed: 1,
      evaluate,
      network: undefined,
      golden: { rows: 0, width: 4, values: new Float32Array() },
      observations: 1,
      calls: 1,
    },
    clients: { eager: client, compiled: client },
    busy: [503],
    ledger: new Ledger(),
    journal: { exchange: (exchange) => void recorded.push(exchange) },
    signal: new AbortController().signal,
  });
  expect(recorded.filter(({ outcome }) => outcome.kind !== 'reply' || outcome.status !== 200)).toEqual([]);
  expect(recorded.filter(({ retries }) => retries > 0).map(({ retries }) => retries)).toContain(1);
  expect(recorded.filter(({ note }) => note === 'compiled')).toHaveLength(recorded.length / 2);
});
