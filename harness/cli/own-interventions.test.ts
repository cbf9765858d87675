import { randomUUID } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kalshi } from '../../fixtures/stacks/embedded/testing/kalshi.ts';
import { type RunningEndpoint, startEndpoint } from '../../fixtures/stacks/embedded/testing/running-endpoint.ts';
import { EvidenceFolder } from '../evidence/evidence-folder.ts';
import { marked, until } from '../stack/testing/workbench.ts';
import { readInputs } from './run-inputs.ts';
import { startAssay } from './testing/assay.ts';
import { Files, stackThatRuns } from './testing/kalshi-files.ts';
import { expectToSay } from './testing/words.ts';
import { verify } from './verify.ts';

/** Puts a file in the place of another, and has the endpoint load it; an argument `fails` ends it with code 1 then. */
const serve = `
  import { copyFileSync, renameSync } from 'node:fs';
  const [, , artifact, served, url, fails] = process.argv;
  copyFileSync(artifact, served + '.new');
  renameSync(served + '.new', served);
  if (url) await fetch(url + '/reload', { method: 'POST' });
  console.log('served ' + artifact);
  if (fails) process.exit(1);
`;
/** Takes the artifact away, and has the endpoint notice. */
const takeAway = `
  import { rmSync } from 'node:fs';
  const [, , served, url] = process.argv;
  rmSync(served);
  await fetch(url + '/reload', { method: 'POST' });
`;

interface Own {
  readonly run: readonly string[];
  readonly undo: readonly string[];
  readonly predicts: 'marked' | 'own' | 'nothing';
  readonly within?: string;
}

/** Where an endpoint runs already, and what is in the folder of its stack file. */
interface Deployment {
  readonly endpoint: RunningEndpoint;
  readonly served: string;
}

/** An endpoint that somebody started, and a stack file that says by which command it can be changed. */
async function deployed(files: Files, own: (deployment: Deployment) => Own) {
  const served = join(files.folder, 'served.onnx');
  copyFileSync(kalshi.policy, served);
  const endpoint = await startEndpoint({ MODEL_PATH: served });
  files.write('serve.mjs', serve);
  files.write('take-away.mjs', takeAway);
  const mark = randomUUID();
  const intervention = { name: 'the platform', env: { MARK: mark }, ...own({ endpoint, served }) };
  const stack = files.write('stack.yaml', stackThatRuns(endpoint.url, { interventions: [intervention] }));
  return {
    stack,
    served,
    /** Whatever came of it: the own artifact is in place, the endpoint goes on, and no command does. */
    expectToBeAsBefore: () => {
      expect(isServed(served, kalshi.policy)).toBe(true);
      expect(endpoint.process.exitCode).toBeNull();
      expect(marked(`MARK=${mark}`)).toEqual([]);
    },
    [Symbol.asyncDispose]: () => endpoint[Symbol.asyncDispose](),
  };
}

function isServed(served: string, policy: string): boolean {
  return readFileSync(served).equals(readFileSync(policy));
}

async function verified(only: readonly string[], own: (deployment: Deployment) => Own) {
  using files = new Files();
  await using deployment = await deployed(files, own);
  const { stack } = deployment;
  const inputs = await readInputs({ contract: kalshi.contract, stack, seed: 1, observations: 128, only });
  const folder = join(files.folder, 'evidence');
  const { clauses } = await verify(inputs, {
    evidence: EvidenceFolder.create(folder),
    signal: new AbortController().signal,
    progress: () => {},
  });
  deployment.expectToBeAsBefore();
  return {
    verdicts: Object.fromEntries(
      clauses.filter(({ id }) => only.includes(id)).map(({ id, verdict, reason }) => [id, reason ?? verdict]),
    ),
    findings: clauses.flatMap(({ findings }) => findings),
    notes: clauses.flatMap(({ notes }) => notes).join('\n'),
    log: readFileSync(join(folder, 'endpoint.log'), 'utf8'),
  };
}

const replacing = ['CAUSE-1', 'SWAP-1', 'SWAP-2'];
const proven = (clauses: readonly string[]) => Object.fromEntries(clauses.map((id) => [id, 'PROVEN']));
const served = (path: string, ...more: readonly string[]) => ['node', 'serve.mjs', '${artifact}', path, ...more];

describe('a command of the stack file that puts another policy in place', () => {
  test('proves that answers follow the artifact, where Assay can replace nothing itself', async () => {
    const run = await verified(replacing, (there) => ({
      predicts: 'marked',
      run: served(there.served),
      undo: served(there.served),
    }));
    expect(run.verdicts).toEqual(proven(replacing));
    expectToSay(run.notes, ['2 replacements picked up', '0 lost or refused', '0 by neither']);
    expect(run.log).toMatch(/served \S+marked\/policy\.onnx/);
  });

  test('and changes nothing that answers, is found', async () => {
    const run = await verified(['CAUSE-1', 'SWAP-1'], () => ({
      predicts: 'marked',
      run: ['true'],
      undo: ['true', 'as before'],
      within: '300ms',
    }));
    expect(run.verdicts).toEqual({ 'CAUSE-1': 'REFUTED', 'SWAP-1': 'REFUTED' });
    expect(run.findings.map(({ about }) => about)).toEqual([
      'the answers do not follow the artifact that is in place',
      'a new artifact is not picked up',
    ]);
  });

  test('and fails, proves nothing, says so, and is taken back', async () => {
    const run = await verified(replacing, (there) => ({
      predicts: 'marked',
      run: served(there.served, there.endpoint.url, 'fails'),
      undo: served(there.served, there.endpoint.url),
    }));
    const reason = '"the platform" could not be carried out: it ended with exit code 1';
    expect(run.verdicts).toMatchObject({ 'CAUSE-1': reason, 'SWAP-1': reason });
    expect(run.findings).toEqual([]);
  });

  test('and does not end, is ended when its time is over', async () => {
    const run = await verified(['CAUSE-1', 'SWAP-1'], (there) => ({
      predicts: 'marked',
      run: ['sleep', '1000'],
      undo: served(there.served),
      within: '1s',
    }));
    const reason = '"the platform" could not be carried out: it did not end within 1000 ms';
    expect(run.verdicts).toEqual({ 'CAUSE-1': reason, 'SWAP-1': reason });
  });

  test('and is not there, proves nothing', async () => {
    const run = await verified(['SWAP-1'], () => ({ predicts: 'marked', run: ['no-such-program'], undo: ['true'] }));
    expectToSay(run.verdicts['SWAP-1'] ?? '', ['could not be carried out', 'there is no program no-such-program']);
  });
});

describe('a command of the stack file that takes the model away', () => {
  const missing = ['CAUSE-2', 'LOAD-5'];

  test('proves that the endpoint answers nothing then, and says so', async () => {
    const run = await verified(missing, (there) => ({
      predicts: 'nothing',
      run: ['node', '${stack.dir}/take-away.mjs', there.served, there.endpoint.url],
      undo: served(there.served, there.endpoint.url),
    }));
    expect(run.verdicts).toEqual(proven(missing));
    expectToSay(run.notes, ['1 ways: the platform']);
  });

  test('and fails, proves nothing, says so, and is taken back', async () => {
    const run = await verified(missing, (there) => ({
      predicts: 'nothing',
      run: ['sh', '-c', `rm ${there.served}; exit 1`],
      undo: served(there.served, there.endpoint.url),
    }));
    const reason = 'the model could not be taken away (the platform): it ended with exit code 1';
    expect(run.verdicts).toEqual({ 'CAUSE-2': reason, 'LOAD-5': reason });
  });

  test('and takes nothing away, proves nothing', async () => {
    const run = await verified(missing, () => ({
      predicts: 'nothing',
      run: ['true'],
      undo: ['true', 'as before'],
      within: '1s',
    }));
    expectToSay(run.verdicts['CAUSE-2'] ?? '', ['the endpoint was not asked without its model', 'the platform']);
    expectToSay(run.verdicts['LOAD-5'] ?? '', ['it keeps its model in memory: the platform']);
  });
});

test('a deployment is as before, also where Assay is interrupted while it is changed', async () => {
  using files = new Files();
  await using deployment = await deployed(files, (there) => ({
    predicts: 'marked',
    run: [
      'sh',
      '-c',
      `cp "$0" ${there.served}.new && mv ${there.served}.new ${there.served}; sleep 1000`,
      '${artifact}',
    ],
    undo: ['sh', '-c', `cp "$0" ${there.served}.new && mv ${there.served}.new ${there.served}`, '${artifact}'],
  }));
  const { child, ended } = startAssay([
    ...['verify', '--contract', kalshi.contract, '--stack', deployment.stack, '--only', 'CAUSE-1'],
    ...['--observations', '128', '--seed', '1', '--out', join(files.folder, 'evidence')],
  ]);
  await until(() => isServed(deployment.served, kalshi.marked), 'the marked policy is in place');
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
  deployment.expectToBeAsBefore();
});
