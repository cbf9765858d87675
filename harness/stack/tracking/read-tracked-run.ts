import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { flattenedNumbers } from '../../contract/flattened-numbers.ts';
import type { TrackingFile } from '../../contract/tracking-shape.ts';
import type { HeldFileFacts, TrackedRunFacts } from '../../history/run-event.ts';
import { pointerTokens, valueAt } from '../../protocols/json-pointer.ts';
import type { FileHolder } from '../held-file.ts';
import { type MlflowServer, TrackingProblem } from './mlflow-server.ts';
import { readMetrics } from './read-metrics.ts';

export interface TrackedRunOptions {
  readonly server: MlflowServer;
  readonly file: TrackingFile;
  /** Of what the training wrote down itself, absolute. */
  readonly loggedFile: string | undefined;
  /** What the endpoint says that it serves; undefined where the stack file does not say where. */
  readonly served: (() => Promise<string>) | undefined;
  /** Who has the files that the endpoint answers from, and at which path; undefined where that is not known. */
  readonly held: { readonly holders: readonly FileHolder[]; readonly path: string } | undefined;
  readonly signal: AbortSignal;
}

/** Everything that the tracker gives back of the training, what the endpoint says of the file that it loaded, and that file. */
export async function readTrackedRun(options: TrackedRunOptions): Promise<TrackedRunFacts> {
  const { server, file, loggedFile, served, held, signal } = options;
  const problems: string[] = [];
  const tried = async <Value>(act: () => Promise<Value>): Promise<Value | undefined> => {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof TrackingProblem)) throw error;
      problems.push(error.message);
      return undefined;
    }
  };
  const run = await tried(() => server.run(file.experiment, file.run));
  const bytes = run && (await tried(() => server.artifact(run, file.artifact)));
  const read = run && (await tried(() => readMetrics(server, run)));
  problems.push(...(read?.unread ?? []));
  const servedSha256 = served && (await tried(served));
  const files = held ? await Promise.all(held.holders.map((holder) => heldFile(holder, held.path, signal))) : [];
  problems.push(...files.flatMap(({ problem }) => problem ?? []));
  const logged = loggedFile === undefined ? undefined : await tried(() => readLogged(loggedFile, file));
  return {
    kind: 'tracked-run',
    problems,
    run: run?.info.run_id ?? null,
    status: run?.info.status ?? null,
    statedSha256: run?.data.tags.find(({ key }) => key === file.digest)?.value ?? null,
    storedSha256: bytes ? createHash('sha256').update(bytes).digest('hex') : null,
    servedSha256: servedSha256?.replace(/^sha256:/, '') ?? null,
    asked: served !== undefined,
    held: files.map(({ facts }) => facts),
    parameters: run?.data.params.length ?? 0,
    metrics: read?.metrics ?? [],
    logged: logged ?? null,
  };
}

async function heldFile(
  { kind, name, fileAt }: FileHolder,
  path: string,
  signal: AbortSignal,
): Promise<{ facts: HeldFileFacts; problem?: string }> {
  const found = await fileAt(path, signal);
  if ('sha256' in found) return { facts: { kind, name, path, sha256: found.sha256 } };
  return { facts: { kind, name, path, sha256: null }, problem: `${name}: ${found.problem}` };
}

async function readLogged(path: string, { logged }: TrackingFile): Promise<{ name: string; value: number }[]> {
  const document = await readFile(path, 'utf8')
    .then(JSON.parse)
    .catch((cause) => {
      throw new TrackingProblem(`what the training logged cannot be read: ${path}`, { cause });
    });
  return (logged?.metrics ?? []).flatMap((pointer) => {
    const tokens = pointerTokens(pointer);
    const figures = flattenedNumbers(valueAt(document, tokens), tokens.join('.'));
    if (figures.length === 0) throw new TrackingProblem(`the training logged no number at ${pointer}: ${path}`);
    return figures;
  });
}
