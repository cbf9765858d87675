import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { EvidenceFolder } from '../evidence/evidence-folder.ts';
import { freePort } from '../stack/ports.ts';
import { traderContract, traderStack } from './package-files.ts';
import { readInputs } from './run-inputs.ts';
import { Files } from './testing/kalshi-files.ts';
import { verify } from './verify.ts';

test('without the estimate, an application is started beside the one that has its fixed port', async () => {
  using files = new Files();
  const fixtures = dirname(dirname(dirname(traderStack)));
  const stack = readFileSync(traderStack, 'utf8')
    .replaceAll('../../', `${fixtures}/`)
    .replace('../embedded', `${fixtures}/stacks/embedded`)
    .replace('application:\n  start:', `$&\n    port: ${await freePort()}`)
    .replace('  requestId:', '  withoutEstimate: {env: {}}\n$&');
  const inputs = await readInputs({
    contract: traderContract,
    stack: files.write('stack.yaml', stack),
    seed: 1,
    observations: 16,
    only: ['SIZE-4'],
  });
  const evidence = EvidenceFolder.create(join(files.folder, 'evidence'));
  await verify(inputs, { evidence, signal: new AbortController().signal, progress: () => {} });
  const log = readFileSync(evidence.file('log'), 'utf8');
  expect(log).toMatch(/ms application stdout: .*listening on/);
  expect(log).toMatch(/ms application, without the estimate stdout: .*listening on/);
}, 60_000);
