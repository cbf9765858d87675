import type { TrackedMetric } from '../../history/run-event.ts';
import type { MlflowPoint, MlflowRun, MlflowServer } from './mlflow-server.ts';

const mostMetrics = 2_000;
const mostPoints = 50_000;
const atOnce = 8;
const mostTold = 3;
/** What databases keep in the place of an infinity. */
const largest = Number.MAX_VALUE;

/** Every value of every metric of a run, which of them are no numbers, and what was left unread, in sentences. */
export async function readMetrics(
  server: MlflowServer,
  { info, data }: MlflowRun,
): Promise<{ metrics: TrackedMetric[]; unread: string[] }> {
  const metrics: TrackedMetric[] = [];
  const unread: string[] = [];
  const names = data.metrics.map(({ key }) => key);
  if (names.length > mostMetrics) unread.push(`of ${names.length} metrics, only ${mostMetrics} were read`);
  for (let at = 0; at < Math.min(names.length, mostMetrics); at += atOnce) {
    const some = names.slice(at, Math.min(at + atOnce, mostMetrics));
    const histories = await Promise.all(some.map((name) => server.history(info.run_id, name, mostPoints)));
    histories.forEach(({ points, isWhole }, which) => {
      const name = some[which]!;
      metrics.push(summary(name, points));
      if (!isWhole) unread.push(`of the metric ${name}, only ${points.length} values were read`);
    });
  }
  return { metrics, unread };
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
