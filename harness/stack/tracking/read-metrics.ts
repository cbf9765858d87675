import type { TrackedMetric } from '../../history/run-event.ts';
import type { MlflowPoint, MlflowRun, MlflowServer } from './mlflow-server.ts';

const mostMetrics = 2_000;
const mostPoints = 50_000;
const mostTold = 3;
/** What databases keep in the place of an infinity. */
const largest = Number.MAX_VALUE;

/** Every value of every metric of a run, and which of them are no numbers. */
export async function readMetrics(server: MlflowServer, { info, data }: MlflowRun): Promise<TrackedMetric[]> {
  const metrics: TrackedMetric[] = [];
  const names = data.metrics.map(({ key }) => key).slice(0, mostMetrics);
  for (let at = 0; at < names.length; at += 8) {
    const some = names.slice(at, at + 8);
    metrics.push(
      ...(await Promise.all(
        some.map(async (name) => summary(name, await server.history(info.run_id, name, mostPoints))),
      )),
    );
  }
  return metrics;
}

/** @param points - of one metric; NaN and infinities are texts, or the largest number in the place of an infinity */
export function summary(name: string, points: readonly MlflowPoint[]): TrackedMetric {
  const inOrder = points.toSorted((one, other) => one.step - other.step);
  const finite = inOrder.filter(({ value }) => isNumber(value));
  return {
    name,
    points: points.length,
    last: finite.length > 0 ? Number(finite.at(-1)!.value) : null,
    notFinite: inOrder
      .filter(({ value }) => !isNumber(value))
      .slice(0, mostTold)
      .map(({ step, value }) => ({ step, value: String(value) })),
  };
}

function isNumber(value: number | string): boolean {
  return Math.abs(Number(value)) < largest;
}
