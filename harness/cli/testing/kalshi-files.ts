import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Secret } from '../../contract/stack-file.ts';
import { changed } from '../../contract/testing/contract-text.ts';
import { defaultContract } from '../package-files.ts';

type Replacement = readonly [from: string, to: string];

/** Files for one test, in a folder of their own. */
export class Files implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'command-test-'));

  write(name: string, content: string | Uint8Array): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const policies = join(dirname(dirname(defaultContract)), 'fixtures/policies');
export const artifactPath = join(policies, 'kalshi-limit-order/policy.onnx');
export const goldenPath = join(policies, 'kalshi-limit-order/golden.json');

/** The kalshi contract, for a folder other than its own. */
export function kalshiContract(...replacements: readonly Replacement[]): string {
  const text = readFileSync(defaultContract, 'utf8').replaceAll('../fixtures/policies', policies);
  return changed(text, ...replacements);
}

/** A stack whose endpoint somebody else started: the embedded one. */
export function stackThatRuns(url: string, { endpoint = {}, ...more }: { endpoint?: object; [key: string]: unknown }) {
  return JSON.stringify({
    stack: 'somewhere',
    endpoint: {
      start: { url },
      protocol: 'json',
      routes: { predict: 'POST /predict', ready: 'GET /ready' },
      ready: { pointer: '/ready', equals: true },
      ...endpoint,
    },
    ...more,
  });
}

/** A stack whose endpoint has one bad habit; see `misbehaving-endpoint.ts`. */
export function stackWithHabit(
  habit: string,
  { endpoint = {}, env = {}, start = {} }: { endpoint?: object; env?: Record<string, Secret>; start?: object } = {},
): string {
  // JSON is YAML.
  return JSON.stringify({
    stack: 'misbehaving',
    endpoint: {
      start: {
        process: ['node', join(import.meta.dirname, 'misbehaving-endpoint.ts'), habit],
        env: { PORT: '${port}', MODEL_PATH: '${model.dir}/policy.onnx', CONTRACT: '${contract.file}', ...env },
        ...start,
      },
      protocol: 'json',
      routes: { predict: 'POST /predict', ready: 'GET /ready', metrics: 'GET /metrics' },
      artifact: { path: '${model.dir}/policy.onnx' },
      ...endpoint,
    },
  });
}
