import { expect, test } from 'vitest';
import { componentRedactor } from './secrets.ts';
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
