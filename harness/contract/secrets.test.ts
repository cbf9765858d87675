import { expect, test } from 'vitest';
import { componentRedactor, stackRedactor } from './secrets.ts';
import { stackSchema } from './stack-file.ts';

const form = (variable: string) => ({ body: ['${features}'], headers: { authorization: { env: variable } } });

test.each([
  { start: { process: ['node', 'x.ts'], env: { KEY: { env: 'START' }, plain: 'as-it-is' } } },
  { start: { url: 'http://127.0.0.1:1', headers: { 'x-key': { env: 'START' }, plain: 'as-it-is' } } },
])('every secret of the endpoint is taken out, wherever the stack file names it', ({ start }) => {
  const { endpoint } = stackSchema.parse({
    stack: 'any',
    endpoint: {
      start,
      protocol: { json: { predict: form('PREDICT'), batch: { ...form('BATCH'), body: '${rows}' } } },
      routes: { predict: 'POST /predict', ready: 'GET /ready' },
    },
  });
  const { redact } = componentRedactor(endpoint, (variable) => `value-of-${variable}`);
  expect(redact('value-of-START value-of-PREDICT value-of-BATCH as-it-is value-of-HOME')).toBe(
    '[secret START] [secret PREDICT] [secret BATCH] as-it-is value-of-HOME',
  );
});

test('every secret of a stack is taken out, whichever part of it is given it', () => {
  const given = (variable: string) => ({ given: { env: variable } });
  const stack = stackSchema.parse({
    stack: 'any',
    services: [{ name: 'mlflow', container: { image: 'mlflow' }, port: 5000, env: given('SERVICE') }],
    endpoint: {
      start: {
        container: { image: 'endpoint' },
        port: 8080,
        env: given('ENDPOINT'),
        front: { container: { image: 'front' }, port: 80, env: given('FRONT') },
      },
      protocol: { json: { predict: form('PREDICT') } },
      routes: { predict: 'POST /predict', ready: 'GET /ready' },
      compiled: { env: given('COMPILED') },
    },
    application: {
      start: {
        process: ['node', 'x.ts', '${tap.url}', '${exchange.url}'],
        env: given('APPLICATION'),
      },
      routes: { ready: 'GET /ready' },
      drive: { request: { route: 'POST /decide', body: ['${market}'], action: '/action' } },
      withoutEstimate: { env: given('OPTED_OUT') },
    },
    exchange: { serve: 'kalshi', golden: 'snapshots.json', orders: 'POST /orders' },
    tracking: {
      mlflow: {
        url: 'http://127.0.0.1:5000',
        experiment: 'any',
        headers: given('TRACKING'),
        outage: { run: ['down'], undo: ['up'], env: given('OUTAGE') },
      },
    },
    interventions: [{ name: 'any', run: ['do'], undo: ['undo'], predicts: 'nothing', env: given('INTERVENTION') }],
  });
  const { redact } = stackRedactor(stack, (variable) => `value-of-${variable}`);
  const all = [
    ...['SERVICE', 'ENDPOINT', 'FRONT', 'PREDICT', 'COMPILED', 'APPLICATION', 'OPTED_OUT'],
    ...['TRACKING', 'OUTAGE', 'INTERVENTION'],
  ];
  const told = all.map((variable) => redact(`value-of-${variable}`));
  expect(told).toEqual(all.map((variable) => `[secret ${variable}]`));
});
