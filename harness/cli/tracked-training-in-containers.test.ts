import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { loadStack } from '../contract/load-stack.ts';
import { redactorOf } from '../contract/redactor.ts';
import { RunNetwork } from '../stack/containers/run-network.ts';
import { type RunningService, startServices } from '../stack/containers/start-services.ts';
import { describeWithEngine } from '../stack/containers/testing/with-engine.ts';
import { runDirectory } from '../stack/run-directory.ts';
import { MlflowServer } from '../stack/tracking/mlflow-server.ts';
import { readMetrics } from '../stack/tracking/read-metrics.ts';
import { stackCalled } from './package-files.ts';

const repository = join(import.meta.dirname, '../..');
const training = join(repository, 'fixtures/policies/training');
const python = process.env.ASSAY_PYTHON ?? join(repository, '.venv/bin/python');
const paths = { PYTHONPATH: [training, join(repository, 'harness/exporter')].join(':') };

const readBack = `
import json, sys
from mlflow import MlflowClient
client = MlflowClient()
run, = client.search_runs([client.get_experiment_by_name("order-router").experiment_id])
print(json.dumps({"status": run.info.status, "metrics": run.data.metrics}))
`;

describeWithEngine('a training that MLflow on PostgreSQL is told of', () => {
  test.skipIf(!existsSync(python) && process.env.ASSAY_REQUIRE_DOCKER !== '1')(
    'is read back by the client, and comes to the same artifact when MLflow is killed in the middle of it',
    async () => {
      await using folder = await runDirectory();
      await using network = new RunNetwork(folder.path);
      const { stack, folder: of } = loadStack(stackCalled('tracking'));
      await using services = await startServices(
        stack.services.filter(({ name }) => name !== 'training'),
        {
          network,
          folder: of,
          values: {},
          log: () => {},
          clock: () => performance.now(),
          environment: () => undefined,
          redactor: redactorOf(new Map()),
          signal: new AbortController().signal,
        },
      );
      const mlflow = services.all.find(({ name }) => name === 'mlflow')!;
      const tracked = { MLFLOW_TRACKING_URI: mlflow.origin! };
      const artifact = (name: string) => join(folder.path, `${name}.onnx`);

      expect(await ended(trained(artifact('untracked'), {}))).toEqual({ code: 0, warned: false });
      expect(await ended(trained(artifact('tracked'), tracked))).toEqual({ code: 0, warned: false });
      const digest = await digestOf(artifact('untracked'));
      expect(await digestOf(artifact('tracked'))).toBe(digest);

      const client = run(['-c', readBack], tracked);
      const { status, metrics } = JSON.parse(await text(client.stdout!));
      expect({ status, steps: metrics['time/total_timesteps'] }).toEqual({ status: 'FINISHED', steps: 131_072 });
      await using server = new MlflowServer(mlflow.origin!, { headers: {}, redactor: redactorOf(new Map()) });
      const told = await server.run('order-router', undefined);
      const read = await readMetrics(server, told);
      expect(read.unread).toEqual([]);
      expect(Object.fromEntries(read.metrics.map(({ name, last }) => [name, last]))).toEqual(metrics);
      const kept = await server.artifact(told, 'tracked.onnx');
      expect(createHash('sha256').update(kept).digest('hex')).toBe(digest);

      const interrupted = trained(artifact('interrupted'), tracked);
      await killedOnceItIsTold(mlflow, server, told.info.run_id);
      expect(interrupted.exitCode).toBeNull();
      expect(await ended(interrupted)).toEqual({ code: 0, warned: true });
      expect(await digestOf(artifact('interrupted'))).toBe(digest);
    },
  );
});

/** Kills the server when a run after `before` has told of its first rollouts. */
async function killedOnceItIsTold(mlflow: RunningService, server: MlflowServer, before: string): Promise<void> {
  for (;;) {
    const latest = await server.run('order-router', 'short');
    if (latest.info.run_id !== before && latest.data.metrics.length > 0) break;
    await pause(50);
  }
  await mlflow.control.kill();
}

function trained(path: string, env: Record<string, string>): ChildProcess {
  return run([join(training, 'tests/short_training.py'), path], env);
}

function run(words: string[], env: Record<string, string>): ChildProcess {
  const { PATH, HOME } = process.env;
  return spawn(python, ['-B', ...words], { env: { PATH, HOME, ...paths, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function ended(child: ChildProcess): Promise<{ code: number | null; warned: boolean }> {
  const [, said] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
  if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
  expect(said).not.toContain('Traceback');
  return { code: child.exitCode, warned: said.includes('given up, and nothing else changes') };
}

async function digestOf(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
