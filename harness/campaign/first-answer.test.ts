import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { contract, endpoint } from '../checks/testing/small-contract.ts';
import { protocolOf } from '../protocols/protocol-of.ts';
import { firstAnswer } from './first-answer.ts';
import { senderTo } from './testing/sending.ts';
import { reply, serving } from './testing/small-server.ts';

const setting = {
  protocol: protocolOf({ contract, endpoint, environment: () => undefined }),
  golden: { rows: 2, width: 4, values: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7) },
  evaluate: async () => ({
    rows: 1,
    width: 3,
    scores: Float32Array.of(0, 1, 0),
    actions: Int32Array.of(1),
    margins: Float32Array.of(1),
  }),
};

/** What comes of an endpoint that answers so, request by request; the last way stays. */
async function answered(
  ways: readonly ((response: ServerResponse) => void)[],
  { within = 5_000, busy = [] }: { within?: number; busy?: readonly number[] } = {},
) {
  let asked = 0;
  const origin = await serving((request, response) => {
    request.resume();
    const way = ways[Math.min(asked, ways.length - 1)]!;
    asked += 1;
    way(response);
  });
  const { sender, recorded } = senderTo(origin, { busy });
  const late = await firstAnswer(setting, { sender, busy, within });
  return { late, recorded, requests: asked };
}
const status = (code: number) => (response: ServerResponse) => reply(response, code);

test('an answer that comes at once is all there is, and is recorded', async () => {
  const { late, recorded, requests } = await answered([status(200)]);
  expect({ late, requests }).toEqual({ late: undefined, requests: 1 });
  expect(recorded).toMatchObject([{ phase: 'first', rows: 1, retries: 0, observation: Float32Array.of(0, 1, 2, 3) }]);
});

const busy = [423, 429];

test.each([500, 503, 404, 429])('what may be of a model that is still loading (%i) is waited out', async (code) => {
  const { late, recorded } = await answered([status(code), status(code), status(200)]);
  expect(late).toMatchObject({ kind: 'answers-late', requests: 2, seen: expect.stringContaining(`status ${code}`) });
  expect(late!.milliseconds).toBeGreaterThan(20);
  expect(recorded).toMatchObject([{ retries: 2, outcome: { kind: 'reply', status: 200 } }]);
});

test.each(busy)('an endpoint that says that it is busy (%i) is asked again, and is not late', async (code) => {
  const { late, recorded } = await answered([status(code), status(code), status(200)], { busy });
  expect(late).toBeUndefined();
  expect(recorded).toMatchObject([{ retries: 2, outcome: { kind: 'reply', status: 200 } }]);
});

test('of one that is busy and then still loads its model, only the latter is late', async () => {
  const { late, recorded } = await answered([status(429), status(503), status(200)], { busy });
  expect(late).toMatchObject({ requests: 1, seen: expect.stringContaining('status 503') });
  expect(recorded).toMatchObject([{ retries: 2 }]);
});

test('one that loads its model and then says only that it is busy has given no answer', async () => {
  const { late, recorded } = await answered([status(503), status(429)], { within: 100, busy });
  expect(late).toBeUndefined();
  expect(recorded).toMatchObject([{ outcome: { kind: 'reply', status: 429 } }]);
});

test('a connection that is reset is waited out as well', async () => {
  const { late } = await answered([(response) => response.socket?.resetAndDestroy(), status(200)]);
  expect(late).toMatchObject({ requests: 1, seen: expect.stringContaining('no reply') });
});

test.each([400, 422, 418])('a refusal of what was asked (%i) is final', async (code) => {
  expect(await answered([status(code), status(200)])).toMatchObject({ late: undefined, requests: 1 });
});

test('what lasts longer than there is time for is recorded as it came, and no lateness', async () => {
  const { late, recorded, requests } = await answered([status(503)], { within: 100 });
  expect(late).toBeUndefined();
  expect(requests).toBeGreaterThan(1);
  expect(recorded).toMatchObject([{ outcome: { kind: 'reply', status: 503 } }]);
});
