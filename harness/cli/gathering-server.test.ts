import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultStack } from './package-files.ts';
import { Files } from './testing/kalshi-files.ts';
import { verified } from './testing/verified.ts';

const only = ['VARY-4', 'USED-2'];

test('a server that gathers requests, and judges each by itself, answers good ones beside malformed ones', async () => {
  using files = new Files();
  const stack = readFileSync(defaultStack, 'utf8')
    .replace('endpoint.ts', join(defaultStack, '../endpoint.ts'))
    .replace(
      "PORT: '${port}'",
      `PORT: '\${port}'\n      FAULT: ${join(import.meta.dirname, 'testing/gathering-server.ts')}`,
    );
  const { clauses } = await verified({ stack: files.write('stack.yaml', stack), observations: 64, only });
  const asked = clauses.filter(({ id }) => only.includes(id));
  expect(asked.map(({ id, verdict, findings }) => ({ id, verdict, findings }))).toEqual(
    only.map((id) => ({ id, verdict: 'PROVEN', findings: [] })),
  );
}, 60_000);
