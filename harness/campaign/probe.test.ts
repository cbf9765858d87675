import { expect, onTestFinished, test } from 'vitest';
import { contract, endpoint } from '../checks/testing/small-contract.ts';
import type { Exchange } from '../history/exchange.ts';
import { openHttp } from '../protocols/http.ts';
import { protocolOf } from '../protocols/protocol-of.ts';
import { Ledger } from './ledger.ts';
import { type ProbeOptions, probe } from './probe.ts';
import { bodyOf, reply, serving } from './testing/small-server.ts';

const observation = { rows: 1, width: 4, values: Float32Array.of(0.5, 1, 0, 0.25) };
const scores = Float32Array.of(0, 6, 1);

/** A run that has sent one request already. */
function after(origin: string, signal = new AbortController().signal) {
  const client = openHttp(origin, { connections: 1, deadlineMs: 5_000 });
  onTestFinished(() => client.close());
  const recorded: Exchange[] = [];
  const ledger = new Ledger();
  ledger.enter({ method: 'POST', path: '/predict', headers: {}, body: '' }, 1);
  const options: ProbeOptions = {
    client,
    protocol: protocolOf({ contract, endpoint, environment: () => undefined }),
    evaluate: async () => ({ rows: 1, width: 3, scores, actions: Int32Array.of(1), margins: Float32Array.of(5) }),
    ledger,
    journal: { exchange: (each) => void recorded.push(each) },
    clock: () => performance.now(),
    signal,
  };
  return { options, recorded, ledger };
}

test('one observation is sent alone, after all others, and recorded with what the oracle gives to it', async () => {
  let body = '';
  const origin = await serving(async (request, response) => {
    body = await bodyOf(request);
    reply(response);
  });
  const { options, recorded } = after(origin);
  const exchange = await probe(observation, 17, options);
  expect(JSON.parse(body)).toEqual({ features: [0.5, 1, 0, 0.25] });
  expect(exchange).toMatchObject({
    id: 2,
    phase: 'shrink',
    subject: 17,
    rows: 1,
    expected: scores,
    outcome: { status: 200 },
  });
  expect(recorded).toEqual([exchange]);
});

test('after an interruption nothing is sent', async () => {
  const origin = await serving((_, response) => reply(response));
  const { options, recorded, ledger } = after(origin, AbortSignal.abort(new Error('enough')));
  await expect(probe(observation, 17, options)).rejects.toThrow('enough');
  expect([recorded.length, ledger.requests]).toEqual([0, 1]);
});
