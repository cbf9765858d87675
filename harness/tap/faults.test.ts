import { describe, expect, test } from 'vitest';
import { emptyBody, errorStatus, htmlBody, jsonFaults } from './answers/fault-rules.ts';
import { forcedAction } from './answers/forced-action.ts';
import { nonActions } from './answers/non-actions.ts';
import { swappedAnswers } from './answers/swapped-answers.ts';
import type { TapRule } from './tap-rule.ts';
import { discreteReply, formOf } from './testing/decision-reply.ts';
import { ok, post } from './testing/raw-caller.ts';
import { alwaysAnswering, rawEndpoint } from './testing/raw-endpoint.ts';
import { tapping, text } from './testing/tapping.ts';

const kalshi = formOf('kalshi-limit-order');

/** An endpoint that answers `0123456789`, and a caller who asks it once. */
async function asked(rule: TapRule, reply = ok('0123456789')) {
  const endpoint = await alwaysAnswering(reply);
  const { tap, call, recorded } = await tapping(endpoint.origin, { rule });
  const caller = await call();
  caller.send(post('{}'));
  return { endpoint, tap, caller, recorded };
}

describe('on the wire', () => {
  test.each([400, 429, 500, 503])('status %i, without asking the endpoint', async (status) => {
    const { caller, endpoint, recorded } = await asked(errorStatus(status));
    await caller.until('false}');
    expect(caller.received()).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(endpoint.connections()).toBe(0);
    expect((await recorded(1))[0]).toMatchObject({ rule: `status ${status}`, did: { kind: 'applied' } });
  });

  test('an empty body, and HTML', async () => {
    const empty = await asked(emptyBody);
    await empty.caller.until('\r\n\r\n');
    expect(empty.caller.received()).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Length: 0\r\n/);
    const html = await asked(htmlBody);
    await html.caller.until('</html>');
    expect(html.caller.received()).toContain('content-type: text/html');
  });

  test('a delay: the endpoint is asked at once, its reply given as it came, later', async () => {
    const { caller, recorded } = await asked({ kind: 'delay', milliseconds: 40 });
    const before = performance.now();
    await caller.until(ok('0123456789'));
    expect(performance.now() - before).toBeGreaterThan(30);
    expect(caller.received()).toBe(ok('0123456789'));
    expect((await recorded(1))[0]).toMatchObject({ rule: 'delay 40 ms', did: { kind: 'applied' } });
  });

  test('a delay that the caller does not wait for', async () => {
    const { caller, endpoint, recorded } = await asked({ kind: 'delay', milliseconds: 60_000 });
    await expect.poll(() => endpoint.received()).toContain('{}');
    caller.socket.destroy();
    expect((await recorded(1))[0]).toMatchObject({ gone: { who: 'caller' }, given: undefined });
  });

  test('a stall: nothing is asked or answered until the tap is closed', async () => {
    const { caller, endpoint, tap, recorded } = await asked({ kind: 'stall' });
    const other = await asked({ kind: 'pass' });
    await other.caller.until(ok('0123456789'));
    expect(caller.received()).toBe('');
    expect(endpoint.connections()).toBe(0);
    await tap.close();
    await caller.ended;
    expect((await recorded(1))[0]).toMatchObject({ rule: 'stall', gone: { who: 'tap' } });
  });

  test('a reset before the reply that the endpoint gave', async () => {
    const { caller, recorded } = await asked({ kind: 'reset', when: 'before-reply' });
    expect(await caller.ended).toBe('reset');
    expect(caller.received()).toBe('');
    const [record] = await recorded(1);
    expect(record).toMatchObject({
      rule: 'reset before-reply',
      reply: { status: 200 },
      given: undefined,
      gone: undefined,
    });
  });

  test('a reset within the body, and a body that is cut: half of it, under the length of all', async () => {
    for (const [rule, how] of [
      [{ kind: 'reset', when: 'within-body' }, 'reset'],
      [{ kind: 'cut' }, 'ended'],
    ] as const) {
      const { caller, recorded } = await asked(rule);
      expect(await caller.ended).toBe(how);
      expect(caller.received()).toBe('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234');
      const [record] = await recorded(1);
      expect(text(record?.given?.body)).toBe('01234');
      expect(text(record?.reply?.body)).toBe('0123456789');
    }
  });

  test('a reply without a body cannot be cut: it passes, and the record says so', async () => {
    const reply = 'HTTP/1.1 204 No Content\r\nX: 1\r\n\r\n';
    const { caller, recorded } = await asked({ kind: 'cut' }, reply);
    await caller.until('X: 1\r\n\r\n');
    expect(caller.received()).toBe(reply);
    expect((await recorded(1))[0]?.did).toEqual({ kind: 'passed', reason: 'it has no body' });
  });

  test('a reply that is too long to be held back passes whole, and the record says so', async () => {
    const body = 'x'.repeat(200_000);
    const endpoint = await alwaysAnswering(ok(body));
    const { call, recorded } = await tapping(endpoint.origin, { rule: { kind: 'cut' }, maximumBytes: 1_000 });
    const caller = await call();
    caller.send(post('{}'));
    await caller.until(body);
    expect(caller.received()).toBe(ok(body));
    const did = { kind: 'passed', reason: 'it is longer than 1000 bytes' };
    expect((await recorded(1))[0]).toMatchObject({ did, reply: { cut: true } });
  });

  test('the previous answer, of the same place, without asking the endpoint again', async () => {
    let replies = 0;
    const endpoint = await rawEndpoint((socket) => void socket.write(ok(`reply ${++replies}`)));
    const { tap, call, recorded } = await tapping(endpoint.origin, { rule: { kind: 'repeat' } });
    const caller = await call();
    const next = async (request: string, reply: string) => {
      const before = caller.received().length;
      caller.send(request);
      await expect.poll(() => caller.received().slice(before)).toMatch(new RegExp(`${reply}$`));
    };
    await next(post('1'), 'reply 1');
    await next(post('2'), 'reply 1');
    await next('GET /ready HTTP/1.1\r\n\r\n', 'reply 2');
    tap.use(() => ({ kind: 'pass' }));
    await next(post('3'), 'reply 3');
    tap.use(() => ({ kind: 'repeat' }));
    await next(post('4'), 'reply 3');
    const records = await recorded(5);
    expect(records.map(({ askedAt }) => askedAt !== undefined)).toEqual([true, false, true, true, false]);
    expect(records[0]?.did).toEqual({ kind: 'passed', reason: 'there is no previous answer' });
  });

  test('the answers of two calls, swapped; one that stays alone passes', async () => {
    const endpoint = await rawEndpoint((socket, sent) => void socket.write(ok(sent.slice(-1))));
    const choose = swappedAnswers({ selects: ({ request }) => text(request.body) !== 'p', withinMs: 300 });
    const { call, recorded } = await tapping(endpoint.origin, { choose });
    const [one, other, third, passing] = [await call(), await call(), await call(), await call()];
    one.send(post('a'));
    passing.send(post('p'));
    await passing.until(ok('p'));
    other.send(post('b'));
    await Promise.all([one.until('\r\n\r\nb'), other.until('\r\n\r\na')]);
    third.send(post('c'));
    await third.until(ok('c'));
    const records = await recorded(4);
    expect(records.at(-1)?.did).toEqual({ kind: 'passed', reason: 'no other answer came within 300 ms' });
  });
});

describe('in a reply of JSON', () => {
  test.each(jsonFaults(kalshi).map((rule) => [rule.kind === 'rewrite' ? rule.name : rule.kind, rule] as const))(
    '%s arrives, with a length that fits',
    async (name, rule) => {
      const { caller, recorded } = await asked(rule, ok(discreteReply, 'X-Kept: 1\r\n'));
      const [record] = await recorded(1);
      const body = text(record?.given?.body)!;
      await caller.until(body);
      expect(caller.received()).toBe(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\nX-Kept: 1\r\n\r\n${body}`);
      expect(body).not.toBe(discreteReply);
      expect(text(record?.reply?.body)).toBe(discreteReply);
      expect(record).toMatchObject({ rule: name, did: { kind: 'applied' } });
    },
  );

  test('every non-action can be forced upon an application', async () => {
    for (const { value } of nonActions(kalshi.actions)) {
      const { caller } = await asked(forcedAction({ ...kalshi, value, agreeing: false }), ok(discreteReply));
      await caller.until(value === undefined ? '{"label"' : `{"action":${value},`);
    }
  });

  test('a failure of the endpoint passes, and the record says so', async () => {
    const reply = 'HTTP/1.1 503 No\r\nContent-Length: 20\r\n\r\n{"error":"no model"}';
    const { caller, recorded } = await asked(forcedAction({ ...kalshi, value: '3', agreeing: true }), reply);
    await caller.until('no model"}');
    expect(caller.received()).toBe(reply);
    expect((await recorded(1))[0]?.did).toEqual({ kind: 'passed', reason: 'its status is 503' });
  });
});
