import { expect, test } from 'vitest';
import { redactorOf } from '../contract/redactor.ts';
import type { Outcome } from '../history/exchange.ts';
import { redactedMessage } from './redacted-message.ts';

const redactor = redactorOf(
  new Map([
    ['TOKEN', 'topsecret'],
    ['KEY', 'anothersecret'],
  ]),
);
const reply = (body: string): Outcome => ({
  kind: 'reply',
  status: 200,
  contentType: 'text/plain',
  body: Buffer.from(body),
});

test('no part of a message holds a secret of any part of the stack', () => {
  const message = redactedMessage(
    {
      link: 'endpoint',
      startedAt: 1,
      endedAt: 2,
      requestId: 'anothersecret-1',
      method: 'POST',
      path: '/predict?key=topsecret',
      request: Buffer.from('{"token":"topsecret"}'),
      outcome: reply('it was anothersecret'),
      replaced: reply('it was topsecret'),
      rule: { name: 'action 3', hindrance: 'it is no JSON: topsecret' },
    },
    redactor,
  );
  const told = JSON.stringify(message, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString() : value,
  );
  expect(told).not.toMatch(/topsecret|anothersecret/);
  expect(message.path).toBe('/predict?key=[secret TOKEN]');
  const lost = redactedMessage(
    { ...message, outcome: { kind: 'lost', reason: 'connection', message: 'topsecret' }, replaced: null },
    redactor,
  );
  expect(lost).toMatchObject({ outcome: { message: '[secret TOKEN]' }, replaced: null });
});
