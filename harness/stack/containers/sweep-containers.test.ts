import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { sweep } from '../sweep.ts';
import { labelled, SmallStack } from './testing/small-stack.ts';
import { describeWithEngine } from './testing/with-engine.ts';

/** A process that starts the stack of a folder as Assay does, and says what it is at. */
const program = (file: unknown, folder: string) => `
  import { runDirectory } from ${JSON.stringify(new URL('../run-directory.ts', import.meta.url).href)};
  import { startEndpoint } from ${JSON.stringify(new URL('../start-endpoint.ts', import.meta.url).href)};
  import { RunNetwork } from ${JSON.stringify(new URL('./run-network.ts', import.meta.url).href)};
  const run = await runDirectory();
  const network = new RunNetwork(run.path);
  const { name } = await network.open();
  console.log('run ' + name);
  const endpoint = await startEndpoint({
    file: ${JSON.stringify(file)}, source: 'endpoint', folder: ${JSON.stringify(folder)}, values: {}, log: ({ text }) => console.log(text),
    startupBudgetMs: 30_000, clock: () => performance.now(), network,
  });
  console.log('ready');
  process.once('SIGUSR2', async () => {
    console.log('stopping');
    await endpoint.stop();
  });
  await endpoint.exit;
`;

describeWithEngine('what is left of an Assay that was killed', () => {
  test.each([
    ['as its network is there', /^run /, 0],
    ['as its container is there', /^first line/, 0],
    ['while it is used', /^ready/, 0],
    ['while it is stopped', /^stopping/, 0],
    ['a moment after it began to stop', /^stopping/, 300],
  ] as const)('%s is removed by the next start, and nothing else', async (_, moment, later) => {
    const stack = await SmallStack.in();
    onTestFinished(() => stack[Symbol.asyncDispose]());
    const other = await stack.start();
    // It does not end when it is told to: stopping takes its time.
    const slow = {
      python: 'import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ndef answer(path): return path',
    };
    const file = new URL(`file://${join(stack.folder, 'assay.mjs')}`);
    writeFileSync(file, program(stack.file(slow).endpoint, stack.folder));
    const assay = spawn(process.execPath, [file.pathname], { stdio: ['ignore', 'pipe', 'inherit'] });
    let written = '';
    for await (const chunk of assay.stdout) {
      written += chunk;
      if (written.includes('ready') && !written.includes('stopping')) assay.kill('SIGUSR2');
      if (written.split('\n').some((line) => moment.test(line))) break;
    }
    await pause(later);
    assay.kill('SIGKILL');
    await once(assay, 'exit');
    const [, run] = /^run (.*)$/m.exec(written) ?? [];
    const { containers } = await sweep();
    expect(containers.length).toBeGreaterThan(0);
    expect(labelled(`assay.run=${run}`)).toEqual([]);
    expect(await (await fetch(`${other.origin}/ready`)).json()).toEqual({ path: '/ready' });
    await other.stop();
  });
});
