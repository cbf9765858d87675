import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { serving } from '../../campaign/testing/small-server.ts';
import { redactorOf } from '../../contract/redactor.ts';
import { tracking } from '../../contract/tracking-shape.ts';
import { MlflowServer } from './mlflow-server.ts';
import { readTrackedRun } from './read-tracked-run.ts';

/** What is said to be logged, of a training that wrote this down; its tracker knows no run. */
async function readLogged(record: string, metrics: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'assay-logged-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const loggedFile = join(folder, 'record.json');
  writeFileSync(loggedFile, record);
  const origin = await serving((_, response) => response.writeHead(404).end());
  await using server = new MlflowServer(origin, { headers: {}, redactor: redactorOf(new Map()) });
  const { mlflow: file } = tracking.parse({
    mlflow: { url: origin, experiment: 'any', logged: { file: loggedFile, metrics } },
  });
  const { signal } = new AbortController();
  const { logged, problems } = await readTrackedRun({
    server,
    file,
    loggedFile,
    served: undefined,
    held: undefined,
    signal,
  });
  return { logged, problem: problems.at(-1)?.replace(folder, '') };
}

test('every finite number below the places that are named was logged', async () => {
  const { logged } = await readLogged('{"evaluation": {"reward": 0.5, "kind": "mean", "days": [250, null]}}', [
    '/evaluation',
  ]);
  expect(logged).toEqual([
    { name: 'evaluation.reward', value: 0.5 },
    { name: 'evaluation.days.0', value: 250 },
  ]);
});

test.each([
  ['where nothing stands', '{"evaluation": {"reward": 0.5}}', 'the training logged no number at /test: /record.json'],
  [
    'where no number stands',
    '{"evaluation": {"reward": 0.5}, "test": {"reward": null}}',
    'the training logged no number at /test: /record.json',
  ],
  ['in no JSON', '{"test": NaN}', 'what the training logged cannot be read: /record.json'],
])('a place %s is a problem', async (_, record, problem) => {
  expect(await readLogged(record, ['/evaluation', '/test'])).toEqual({ logged: null, problem });
});
