import type { JsonValue } from './strict-json.ts';

const tokens = /[[\]{}]|"[^"\\]*(?:\\.[^"\\]*)*"|[^\s,:[\]{}"]+/g;

/**
 * What `JSON.parse` should give, for texts with escapes in names.
 *
 * V8 (13.6, Node 24.21) takes the escaped form of a name for another name, if an object with that one was read before:
 * after `{"a\\": 1}`, it reads the `"a\""` of any text as `a\`.
 *
 * @param text - JSON that was scanned: nothing is checked here
 */
export function buildJson(text: string): JsonValue {
  const all = text.matchAll(tokens);
  const next = () => all.next().value?.[0] ?? '';

  function built(token: string): JsonValue {
    if (token === '[') {
      const items: JsonValue[] = [];
      for (let item = next(); item !== ']'; item = next()) items.push(built(item));
      return items;
    }
    if (token !== '{') return JSON.parse(token) as JsonValue;
    const members: [string, JsonValue][] = [];
    for (let name = next(); name !== '}'; name = next()) members.push([JSON.parse(name) as string, built(next())]);
    return Object.fromEntries(members);
  }

  return built(next());
}
