import { z } from 'zod';
import type { Redactor } from '../../contract/redactor.ts';
import { type HttpClient, openHttp } from '../../protocols/http.ts';

const deadline = 10_000; // milliseconds
/** Artifacts are read whole, to digest them. */
const largestReply = 512 * 2 ** 20;

const point = z.object({ value: z.union([z.number(), z.string()]), step: z.coerce.number().default(0) });
const named = z.object({ key: z.string() });
const runShape = z.object({
  info: z.object({ run_id: z.string(), status: z.string(), artifact_uri: z.string() }),
  data: z
    .object({
      metrics: z.array(named).default([]),
      params: z.array(named).default([]),
      tags: z.array(named.extend({ value: z.string() })).default([]),
    })
    .prefault({}),
});

export type MlflowRun = z.output<typeof runShape>;
export type MlflowPoint = z.output<typeof point>;

/** What the server did not give, in one sentence. */
export class TrackingProblem extends Error {}

/** An MLflow server, asked by its REST API (2.0). Every method throws a TrackingProblem where it gives no sound answer. */
export class MlflowServer implements AsyncDisposable {
  readonly #client: HttpClient;

  constructor(
    origin: string,
    { headers, redactor }: { headers: Readonly<Record<string, string>>; redactor: Redactor },
  ) {
    this.#client = openHttp(origin, {
      connections: 8,
      deadlineMs: deadline,
      headers,
      redactor,
      maximumBytes: largestReply,
    });
  }

  /** The last run of the experiment that was finished, or, of this name, the last one. */
  async run(experiment: string, name: string | undefined): Promise<MlflowRun> {
    const query = new URLSearchParams({ experiment_name: experiment });
    const found = await this.#json(
      z.object({ experiment: z.object({ experiment_id: z.string() }) }),
      { method: 'GET', path: `/api/2.0/mlflow/experiments/get-by-name?${query}` },
      `the experiment ${experiment}`,
    );
    const quoted = name?.replaceAll("'", "''");
    const search = {
      experiment_ids: [found.experiment.experiment_id],
      filter: quoted === undefined ? "attributes.status = 'FINISHED'" : `attributes.run_name = '${quoted}'`,
      order_by: ['attributes.start_time DESC'],
      max_results: 1,
    };
    const what = name === undefined ? `a finished run of ${experiment}` : `a run ${name} of ${experiment}`;
    const { runs } = await this.#json(
      z.object({ runs: z.array(runShape).default([]) }),
      { method: 'POST', path: '/api/2.0/mlflow/runs/search', body: JSON.stringify(search) },
      what,
    );
    if (!runs[0]) throw new TrackingProblem(`MLflow has no ${what.replace(/^a /, '')}`);
    return runs[0];
  }

  /**
   * The points of a metric, in the order of the server: all of them, unless there are more than `most`, or it gives a page
   * without any, which another one is to follow.
   */
  async history(run: string, metric: string, most: number): Promise<{ points: MlflowPoint[]; isWhole: boolean }> {
    const points: MlflowPoint[] = [];
    let token: string | undefined;
    for (;;) {
      const query = new URLSearchParams({ run_id: run, metric_key: metric, max_results: '1000' });
      if (token) query.set('page_token', token);
      const page = await this.#json(
        z.object({ metrics: z.array(point).default([]), next_page_token: z.string().optional() }),
        { method: 'GET', path: `/api/2.0/mlflow/metrics/get-history?${query}` },
        `the metric ${metric}`,
      );
      points.push(...page.metrics);
      token = page.next_page_token;
      if (!token || page.metrics.length === 0 || points.length >= most) return { points, isWhole: !token };
    }
  }

  /** The bytes of an artifact that the server hands out itself (`mlflow-artifacts:`). */
  async artifact({ info }: MlflowRun, path: string): Promise<Uint8Array> {
    const base = /^mlflow-artifacts:(?:\/\/[^/]*)?(\/.*)$/.exec(info.artifact_uri)?.[1];
    if (base === undefined) {
      throw new TrackingProblem(
        `the artifacts of the run are at ${info.artifact_uri}, which MLflow does not hand out itself`,
      );
    }
    const place = `${base}/${path}`.split('/').map(encodeURIComponent).join('/');
    return await this.#bytes(
      { method: 'GET', path: `/api/2.0/mlflow-artifacts/artifacts${place}` },
      `the artifact ${path}`,
    );
  }

  /** How long a question that needs no work took, in milliseconds; undefined where no answer came in time. */
  async health(within: number): Promise<number | undefined> {
    const began = performance.now();
    const answer = this.#bytes({ method: 'GET', path: '/health' }, 'its health').then(
      () => performance.now() - began,
      () => undefined,
    );
    const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), within).unref());
    return await Promise.race([answer, late]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
  }

  async #json<Shape>(shape: z.ZodType<Shape>, request: Asked, what: string): Promise<Shape> {
    const bytes = await this.#bytes(request, what);
    try {
      return shape.parse(JSON.parse(new TextDecoder().decode(bytes)));
    } catch {
      throw new TrackingProblem(`what MLflow gives for ${what} cannot be understood`);
    }
  }

  async #bytes({ method, path, body = '' }: Asked, what: string): Promise<Uint8Array> {
    const headers = body === '' ? {} : { 'content-type': 'application/json' };
    const { outcome } = await this.#client.send({ method, path, headers, body: Buffer.from(body) });
    if (outcome.kind !== 'reply') throw new TrackingProblem(`MLflow gives no answer for ${what}`);
    if (outcome.status === 404) throw new TrackingProblem(`MLflow has not ${what.replace(/^a /, 'any ')}`);
    if (outcome.status !== 200) throw new TrackingProblem(`MLflow answers ${outcome.status} for ${what}`);
    return outcome.body;
  }
}

interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
}
