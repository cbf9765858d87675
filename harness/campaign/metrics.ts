import { pointerTokens, valueAt } from '../protocols/json-pointer.ts';
import { readStrictJson } from '../protocols/strict-json.ts';

/**
 * The value of a counter, or null where there is none: by a name, the sum of its series in Prometheus' text format
 * (version 0.0.4), of those alone that have the labels which are named with it (`answers_total{status="200"}`); by a JSON
 * pointer, the number that stands there in a body of JSON.
 *
 * OpenMetrics appends `_total` to counters, so that name is taken as well.
 */
export function counterIn(text: string, counter: string): number | null {
  if (counter.startsWith('/')) return numberAt(text, counter);
  const [, name = counter, labels] = /^([^{]+)\{(.*)\}$/s.exec(counter) ?? [];
  const wanted = labels === undefined ? [] : labelsIn(labels);
  return sumOf(text, name.trim(), wanted) ?? sumOf(text, `${name.trim()}_total`, wanted);
}

function numberAt(text: string, pointer: string): number | null {
  const json = readStrictJson(new TextEncoder().encode(text));
  const value = json.kind === 'value' ? valueAt(json.value, pointerTokens(pointer)) : undefined;
  // Servers that turn messages of gRPC into JSON write 64-bit numbers as texts.
  const count = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof count === 'number' ? count : null;
}

/** What follows the name: labels, whose values may hold any character, the value, a timestamp, an exemplar. */
const series = /^\s*(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\}\s*|\s)(\S+)(?:\s+-?[\d.]+)?(?:\s+#.*)?\s*$/;

function sumOf(text: string, name: string, wanted: readonly string[]): number | null {
  let sum: number | null = null;
  for (const line of text.split('\n')) {
    if (!line.startsWith(name)) continue;
    const [, labels = '', value] = series.exec(line.slice(name.length)) ?? [];
    const count = Number(value);
    if (!Number.isFinite(count)) continue;
    const own = wanted.length === 0 ? [] : labelsIn(labels);
    if (wanted.every((label) => own.includes(label))) sum = (sum ?? 0) + count;
  }
  return sum;
}

/** `a="1", b="2"` to `a="1"` and `b="2"`. */
function labelsIn(text: string): string[] {
  return [...text.matchAll(/([A-Za-z_]\w*)\s*=\s*("(?:[^"\\]|\\.)*")/g)].map(([, name, value]) => `${name}=${value}`);
}
