import { expect, onTestFinished, test } from 'vitest';
import { serving } from '../campaign/testing/small-server.ts';
import { endpoint } from '../checks/testing/small-contract.ts';
import { redactorOf } from '../contract/redactor.ts';
import { RequestBudget } from '../protocols/request-budget.ts';
import { openClient } from './open-client.ts';

/** What a server heard of how a connection goes on, request by request. */
async function listening() {
  const heard: (string | undefined)[] = [];
  const origin = await serving((request, response) => {
    heard.push(request.headers.connection);
    request.resume();
    response.end('{}');
  });
  return { heard, origin };
}

test('requests go to the port that they name, and close their connection where they are told to', async () => {
  const [main, metrics] = [await listening(), await listening()];
  const client = openClient(
    {
      origin: main.origin,
      ports: { metrics: metrics.origin },
      headers: {},
      redactor: redactorOf(new Map()),
      budget: new RequestBudget(),
    },
    { endpoint, connections: 1, clock: () => 0 },
  );
  onTestFinished(() => client.close());
  const request = { method: 'GET', path: '/', headers: {}, body: '' } as const;
  await client.send(request);
  await client.send(request, { last: true });
  await client.send({ ...request, port: 'metrics' }, { last: true });
  expect([main.heard, metrics.heard]).toEqual([['keep-alive', 'close'], ['close']]);
});
