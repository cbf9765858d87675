import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { Call } from './call.ts';
import { CampaignError } from './campaign-error.ts';
import { call, calls, senderTo } from './testing/sending.ts';
import { bodyOf, inGroupsOf, reply, serving } from './testing/small-server.ts';

const subjectIn = (body: string) => (JSON.parse(body) as { features: number[] }).features[0]!;
const ids = (exchanges: readonly { id: number }[]) => exchanges.map(({ id }) => id);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('what is recorded', () => {
  test('is every call, numbered in the order of the calls, whatever the order of the replies', async () => {
    const origin = await serving(inGroupsOf(5).listener);
    const { sender, recorded, inOrder, ledger } = senderTo(origin);
    await sender.closedLoop(calls(100), 5);
    expect(ids(inOrder())).toEqual(upTo(100));
    expect(inOrder().map(({ subject }) => subject)).toEqual(upTo(100).map((id) => id - 1));
    expect(ids(recorded)).not.toEqual(upTo(100));
    expect(ledger).toMatchObject({ requests: 100, observations: 100 });
  });

  test('is the observation, what the oracle gives, and the reply as it was', async () => {
    const origin = await serving((request, response) => {
      request.resume();
      reply(response, 418);
    });
    const { sender, recorded } = senderTo(origin);
    await sender.closedLoop(calls(1), 1);
    expect(recorded).toMatchObject([
      {
        id: 1,
        phase: 'nominal',
        rows: 1,
        observation: Float32Array.of(0, 0.5, 0.25, 0),
        expected: Float32Array.of(0, 1, 0),
        request: null,
        retries: 0,
        outcome: { kind: 'reply', status: 418, body: new TextEncoder().encode('{"action": 1}') },
      },
    ]);
    const { scheduledAt, sentAt, endedAt } = recorded[0]!;
    expect([scheduledAt, sentAt, endedAt]).toEqual(
      [scheduledAt, sentAt, endedAt].toSorted((one, other) => one - other),
    );
  });

  test('is the bytes of a request that is wrong on purpose, without rows', async () => {
    const origin = await serving((request, response) => {
      request.resume();
      reply(response, 400);
    });
    const { sender, recorded, ledger } = senderTo(origin);
    const request = { method: 'POST', path: '/predict', headers: {}, body: '{"features": [NaN]}' } as const;
    await sender.closedLoop(blocks([{ ...call(3), phase: 'malformed', note: 'value: NaN', content: request }]), 1);
    expect(recorded).toMatchObject([{ rows: 0, note: 'value: NaN', subject: 3, observation: new Float32Array() }]);
    expect(new TextDecoder().decode(recorded[0]!.request!)).toBe(request.body);
    expect(ledger).toMatchObject({ requests: 1, observations: 0 });
  });
});

test('what is wrong on purpose is the last on its connection: servers that drop it then lose nothing else', async () => {
  const refused = new WeakSet<object>();
  const origin = await serving(async (request, response) => {
    const { socket } = request;
    if (refused.has(socket)) return void socket.resetAndDestroy();
    const body = await bodyOf(request);
    if (!body.includes('NaN')) return reply(response);
    refused.add(socket);
    reply(response, 400);
  });
  const wrong = { method: 'POST', path: '/predict', headers: {}, body: '{"features": [NaN]}' } as const;
  const { sender, inOrder } = senderTo(origin);
  await sender.closedLoop(blocks([{ ...call(1), phase: 'malformed', content: wrong }, call(2), call(3)]), 1);
  expect(inOrder().map(({ outcome }) => outcome.kind === 'reply' && outcome.status)).toEqual([400, 200, 200]);
});

test('the bytes that are sent have one digest, however many are in flight and in whatever order replies come', async () => {
  const digests = await Promise.all(
    [1, 2, 5, 16].map(async (inFlight) => {
      const origin = await serving(async (request, response) => {
        const subject = subjectIn(await bodyOf(request));
        setTimeout(() => reply(response), (subject * 7) % 5);
      });
      const { sender, ledger } = senderTo(origin);
      await sender.closedLoop(calls(80), inFlight);
      return ledger.digest();
    }),
  );
  expect(new Set(digests).size).toBe(1);
});

describe('a closed loop', () => {
  test.each([1, 3, 8])('keeps %i in flight, and never more', async (inFlight) => {
    // A reply comes only when so many wait, so that fewer in flight would never end.
    const server = inGroupsOf(inFlight);
    const { sender, recorded } = senderTo(await serving(server.listener), { connections: 32 });
    await sender.closedLoop(calls(inFlight * 12, 5), inFlight);
    expect(recorded).toHaveLength(inFlight * 12);
    expect(server.most()).toBe(inFlight);
  });

  test('of one in flight sends in order, each after the reply to the one before', async () => {
    const arrived: number[] = [];
    const origin = await serving(async (request, response) => {
      arrived.push(subjectIn(await bodyOf(request)));
      reply(response);
    });
    const { sender, recorded } = senderTo(origin);
    await sender.closedLoop(calls(20), 1);
    expect(arrived).toEqual(upTo(20).map((id) => id - 1));
    for (const [index, { sentAt }] of recorded.slice(1).entries()) {
      expect(sentAt).toBeGreaterThanOrEqual(recorded[index]!.endedAt);
    }
  });

  test('ends where there are no calls, and where there are fewer than lanes', async () => {
    const origin = await serving(inGroupsOf(1).listener);
    const { sender, recorded } = senderTo(origin);
    await sender.closedLoop(calls(0), 4);
    await sender.closedLoop(blocks([], [call(0)], [], [call(1)]), 4);
    expect(ids(recorded)).toEqual([1, 2]);
  });
});

describe('an endpoint that is busy', () => {
  test('is asked again until it answers; that is one exchange, and how often is recorded', async () => {
    const asked = new Map<number, number>();
    const origin = await serving(async (request, response) => {
      const subject = subjectIn(await bodyOf(request));
      const before = asked.get(subject) ?? 0;
      asked.set(subject, before + 1);
      reply(response, before < subject ? 503 : 200);
    });
    const { sender, inOrder, ledger } = senderTo(origin, { busy: [429, 503] });
    await sender.closedLoop(calls(3), 3);
    expect(inOrder().map(({ retries, outcome }) => [retries, outcome.kind === 'reply' && outcome.status])).toEqual([
      [0, 200],
      [1, 200],
      [2, 200],
    ]);
    expect(ledger.requests).toBe(3);
  });

  test('for ever is asked nine times, each time after a longer wait, and its last word is recorded', async () => {
    const arrived: number[] = [];
    const origin = await serving((request, response) => {
      arrived.push(performance.now());
      request.resume();
      reply(response, 429);
    });
    const { sender, recorded } = senderTo(origin, { busy: [429] });
    await sender.closedLoop(calls(1), 1);
    expect(recorded).toMatchObject([{ retries: 8, outcome: { kind: 'reply', status: 429 } }]);
    expect(arrived).toHaveLength(9);
    for (const [retry, at] of arrived.slice(1).entries()) {
      expect(at - arrived[retry]!).toBeGreaterThan(10 * 2 ** retry - 2);
    }
  });

  test('with a status that the stack file does not name is taken at its word', async () => {
    const origin = await serving((request, response) => {
      request.resume();
      reply(response, 503);
    });
    const { sender, recorded } = senderTo(origin, { busy: [429] });
    await sender.closedLoop(calls(1), 1);
    expect(recorded).toMatchObject([{ retries: 0, outcome: { status: 503 } }]);
  });
});

describe('an endpoint that gives no replies', () => {
  const losing = (isLost: (subject: number) => boolean) =>
    serving(async (request, response) => {
      if (isLost(subjectIn(await bodyOf(request)))) request.socket.destroy();
      else reply(response);
    });

  test('is taken to be gone after 32 in a row, all of which are recorded', async () => {
    const { sender, recorded } = senderTo(await losing(() => true));
    const sending = sender.closedLoop(calls(1_000), 1);
    await expect(sending).rejects.toThrow(CampaignError);
    await expect(sending).rejects.toMatchObject({
      code: 'ENDPOINT_SILENT',
      problem: expect.stringMatching(/^32 requests/),
    });
    expect(recorded.map(({ outcome }) => outcome.kind)).toEqual(Array(32).fill('lost'));
  });

  test('now and then is still there: one reply, and the count begins again', async () => {
    const { sender, recorded } = senderTo(await losing((subject) => subject % 32 !== 31));
    await sender.closedLoop(calls(96), 1);
    expect(recorded.filter(({ outcome }) => outcome.kind === 'lost')).toHaveLength(93);
  });

  test('for ten seconds is taken to be gone after four in a row', async () => {
    let now = 0;
    // Every look at the clock is a second later than the one before.
    const clock = () => {
      now += 1_000;
      return now;
    };
    const { sender, recorded } = senderTo(await losing((subject) => subject > 2), { clock });
    await expect(sender.closedLoop(calls(1_000), 1)).rejects.toMatchObject({ code: 'ENDPOINT_SILENT' });
    const lost = recorded.filter(({ outcome }) => outcome.kind === 'lost').length;
    expect(lost).toBeGreaterThanOrEqual(4);
    expect(lost).toBeLessThan(32);
  });

  test('to malformed requests may well be there', async () => {
    const origin = await serving((request) => request.socket.destroy());
    const { sender, recorded } = senderTo(origin);
    const content = { method: 'POST', path: '/predict', headers: {}, body: '{' } as const;
    const malformed: Call[] = Array.from({ length: 40 }, (_, index) => ({
      ...call(index),
      phase: 'malformed',
      content,
    }));
    await sender.closedLoop(blocks(malformed), 1);
    expect(recorded).toHaveLength(40);
  });
});

/** Both loops end in the same ways, and neither leaves anything behind. */
describe.each([
  [
    'a closed loop',
    (rig: ReturnType<typeof senderTo>, given: AsyncIterable<readonly Call[]>) => rig.sender.closedLoop(given, 4),
  ],
  [
    'an open loop',
    (rig: ReturnType<typeof senderTo>, given: AsyncIterable<readonly Call[]>) =>
      rig.sender.openLoop(given, { rate: 5_000, late: () => {} }),
  ],
] as const)('%s is ended', (_, send) => {
  const counting = async () => {
    let arrived = 0;
    const origin = await serving((request, response) => {
      arrived += 1;
      request.resume();
      setTimeout(() => reply(response), 2);
    });
    return { origin, arrived: () => arrived };
  };

  test('by its signal, with its reason; what was in flight is recorded', async () => {
    const { origin, arrived } = await counting();
    const reason = new Error('enough');
    const rig = senderTo(origin, { sent: ({ subject }) => subject === 10 && rig.stop.abort(reason) });
    await expect(send(rig, calls(1_000))).rejects.toBe(reason);
    expect(rig.recorded).toHaveLength(arrived());
    expect(arrived()).toBeLessThan(1_000);
  });

  test('before it begins, where the signal says so already', async () => {
    const { origin, arrived } = await counting();
    const rig = senderTo(origin);
    rig.stop.abort(new Error('before'));
    await expect(send(rig, calls(10))).rejects.toThrow('before');
    expect([arrived(), rig.recorded.length, rig.ledger.requests]).toEqual([0, 0, 0]);
  });

  test('by what became of the endpoint, with that error', async () => {
    const { origin, arrived } = await counting();
    const gone = new CampaignError('GONE', { problem: 'the process ended', remedy: 'look at its log' });
    const rig = senderTo(origin, { failed: () => (rig.recorded.length >= 10 ? gone : undefined) });
    await expect(send(rig, calls(1_000))).rejects.toBe(gone);
    expect(rig.recorded).toHaveLength(arrived());
  });

  test('by an error among the calls; what was in flight is recorded first, and the calls are closed', async () => {
    const { origin, arrived } = await counting();
    const rig = senderTo(origin);
    let closed = false;
    async function* broken(): AsyncGenerator<readonly Call[]> {
      try {
        yield [call(0), call(1), call(2), call(3)];
        throw new RangeError('the oracle is gone');
      } finally {
        closed = true;
      }
    }
    await expect(send(rig, broken())).rejects.toThrow('the oracle is gone');
    expect(rig.recorded).toHaveLength(arrived());
    expect(closed).toBe(true);
  });

  test('by a call that cannot be encoded', async () => {
    const { origin, arrived } = await counting();
    const rig = senderTo(origin);
    const tooWide = { ...call(4), content: { rows: 1, width: 5, values: new Float32Array(5) } };
    await expect(send(rig, blocks([call(0), call(1), call(2), call(3)], [tooWide], [call(5)]))).rejects.toThrow(
      /5 values for 4/,
    );
    expect(rig.recorded).toHaveLength(arrived());
  });

  test('and closes the calls that were not drawn', async () => {
    const { origin } = await counting();
    let closed = false;
    async function* endless(): AsyncGenerator<readonly Call[]> {
      try {
        for (let subject = 0; ; subject += 1) yield [call(subject)];
      } finally {
        closed = true;
      }
    }
    const rig = senderTo(origin, { sent: ({ subject }) => subject === 10 && rig.stop.abort(new Error('enough')) });
    await expect(send(rig, endless())).rejects.toThrow('enough');
    expect(closed).toBe(true);
  });
});

describe('an open loop', () => {
  test('sends at its rate, and no request before it is due', async () => {
    const { sender, inOrder } = senderTo(await serving(inGroupsOf(1).listener));
    const begin = performance.now();
    await sender.openLoop(calls(20), { rate: 200, late: () => {} });
    for (const [number, { scheduledAt }] of inOrder().entries()) {
      // Timers count whole milliseconds, and may fire within the last.
      expect(scheduledAt - begin).toBeGreaterThan(5 * (number - 1));
    }
  });

  test('sends although nothing is answered: a stalled endpoint does not delay it', async () => {
    const total = 60;
    const server = inGroupsOf(total);
    const { sender, inOrder } = senderTo(await serving(server.listener), { connections: total });
    await sender.openLoop(calls(total), { rate: 1_000, late: () => {} });
    expect(server.most()).toBe(total);
    const { scheduledAt } = inOrder().at(-1)!;
    expect(inOrder().every(({ endedAt }) => endedAt >= scheduledAt)).toBe(true);
  });

  test('tells of every request how late it was made, which is never before it was due', async () => {
    const late: number[] = [];
    const { sender } = senderTo(await serving(inGroupsOf(1).listener));
    await sender.openLoop(calls(20), { rate: 2_000, late: (milliseconds) => void late.push(milliseconds) });
    expect(late).toHaveLength(20);
    expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
  });

  test('can be ended while it waits for the next request to be due', async () => {
    const rig = senderTo(await serving(inGroupsOf(1).listener), { sent: () => rig.stop.abort(new Error('enough')) });
    await expect(rig.sender.openLoop(calls(2), { rate: 0.001, late: () => {} })).rejects.toThrow('enough');
    expect(rig.recorded).toHaveLength(1);
  });

  test('says so where 1024 are in flight, and skips nothing silently', async () => {
    const held: ServerResponse[] = [];
    const origin = await serving((_, response) => void held.push(response));
    let made = 0;
    const { sender, client, recorded } = senderTo(origin, { connections: 1, deadlineMs: 60_000 });
    const late = () => {
      made += 1;
      if (made === 1_024) setImmediate(() => void client.close());
    };
    await expect(sender.openLoop(calls(1_100, 1_100), { rate: 1e9, late })).rejects.toMatchObject({
      code: 'ENDPOINT_STALLED',
    });
    expect(recorded).toHaveLength(1_024);
  });
});

async function* blocks(...given: readonly (readonly Call[])[]): AsyncGenerator<readonly Call[]> {
  yield* given;
}
