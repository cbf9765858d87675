import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { flattenedNumbers } from '../../contract/flattened-numbers.ts';
import type { TrackingFile } from '../../contract/tracking-shape.ts';
import type { TrackedRunFacts } from '../../history/run-event.ts';
import { pointerTokens, valueAt } from '../../protocols/json-pointer.ts';
import { type MlflowServer, TrackingProblem } from './mlflow-server.ts';
import { readMetrics } from './read-metrics.ts';

export interface TrackedRunOptions {
  readonly server: MlflowServer;
  readonly file: TrackingFile;
  /** Of what the training wrote down itself, absolute. */
  readonly loggedFile: string | undefined;
  /** What the endpoint says that it serves; undefined where the stack file does not say where. */
  readonly served: (() => Promise<string>) | undefined;
}

/** Everything that the tracker gives back of the training, and what the endpoint says of the file that it loaded. */
export async function readTrackedRun(options: TrackedRunOptions): Promise<TrackedRunFacts> {
  const { server, file, loggedFile, served } = options;
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
  const metrics = run && (await tried(() => readMetrics(server, run)));
  const servedSha256 = served && (await tried(served));
  const logged = loggedFile === undefined ? undefined : await tried(() => readLogged(loggedFile, file));
  return {
    kind: 'tracked-run',
    problems,
    run: run?.info.run_id ?? null,
    status: run?.info.status ?? null,
    statedSha256: run?.data.tags.find(({ key }) => key === file.digest)?.value ?? null,
    storedSha256: bytes ? createHash('sha256').update(bytes).digest('hex') : null,
    servedSha256: servedSha256?.replace(/^sha256:/, '') ?? null,
    parameters: run?.data.params.length ?? 0,
    metrics: metrics ?? [],
    logged: logged ?? null,
  };
}

async function readLogged(path: string, { logged }: TrackingFile): Promise<{ name: string; value: number }[]> {
  try {
    const document = JSON.parse(await readFile(path, 'utf8'));
    return (logged?.metrics ?? []).flatMap((pointer) => {
      const tokens = pointerTokens(pointer);
      return flattenedNumbers(valueAt(document, tokens), tokens.join('.'));
    });
  } catch (cause) {
    throw new TrackingProblem(`what the training logged cannot be read: ${path}`, { cause });
  }
}
