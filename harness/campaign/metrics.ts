/**
 * Sum of all series of one counter in Prometheus' text format (version 0.0.4), or null where there is none.
 *
 * OpenMetrics appends `_total` to counters, so that name is taken as well.
 */
export function counterIn(text: string, name: string): number | null {
  let sum: number | null = null;
  for (const line of text.split('\n')) {
    if (!line.startsWith(name)) continue;
    const series = line.slice(name.length).replace(/^_total(?=[\s{])/, '');
    const value = /^(?:\{.*\})?\s+(\S+)(?:\s+\S+)?\s*$/.exec(series)?.[1];
    if (value === undefined) continue;
    const count = Number(value);
    if (Number.isFinite(count)) sum = (sum ?? 0) + count;
  }
  return sum;
}
