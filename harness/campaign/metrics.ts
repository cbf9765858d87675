/**
 * Sum of all series of one counter in Prometheus' text format (version 0.0.4), or null where there is none.
 *
 * OpenMetrics appends `_total` to counters, so that name is taken as well.
 */
export function counterIn(text: string, name: string): number | null {
  return sumOf(text, name) ?? sumOf(text, `${name}_total`);
}

/** What follows the name: labels, whose values may hold any character, the value, a timestamp, an exemplar. */
const series = /^\s*(?:\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\}\s*|\s)(\S+)(?:\s+-?[\d.]+)?(?:\s+#.*)?\s*$/;

function sumOf(text: string, name: string): number | null {
  let sum: number | null = null;
  for (const line of text.split('\n')) {
    if (!line.startsWith(name)) continue;
    const value = series.exec(line.slice(name.length))?.[1];
    const count = Number(value);
    if (Number.isFinite(count)) sum = (sum ?? 0) + count;
  }
  return sum;
}
