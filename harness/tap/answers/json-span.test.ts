import fc from 'fast-check';
import { expect, test } from 'vitest';
import { itemsOf, spanAt, withoutMember, withSpans } from './json-span.ts';

type Path = readonly string[];

/** Every path into a value, with what stands there. */
function pathsOf(value: unknown, path: Path = []): [Path, unknown][] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [[path, value], ...entries.flatMap(([key, item]) => pathsOf(item, [...path, key]))];
}

const texts = fc
  .tuple(fc.json({ depthSize: 'medium', stringUnit: 'binary' }), fc.nat({ max: 3 }))
  .map(([json, indent]) => JSON.stringify(JSON.parse(json), undefined, indent));

test('the span of every path is the text of its value', () => {
  fc.assert(
    fc.property(texts, (text) => {
      for (const [path, value] of pathsOf(JSON.parse(text))) {
        const span = spanAt(text, path)!;
        expect(JSON.parse(text.slice(span.from, span.to))).toEqual(value);
      }
    }),
  );
});

test('a value is replaced, and everything else is as it was', () => {
  fc.assert(
    fc.property(texts, fc.nat(), (text, choice) => {
      const paths = pathsOf(JSON.parse(text));
      const [path] = paths[choice % paths.length]!;
      const span = spanAt(text, path)!;
      const changed = withSpans(text, [[span, '"new"']]);
      expect(changed).toBe(`${text.slice(0, span.from)}"new"${text.slice(span.to)}`);
      expect(spanAt(changed, path)).toEqual({ ...span, to: span.from + 5 });
    }),
  );
});

test('a member is taken out with one comma', () => {
  const objects = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1, noNullPrototype: true });
  fc.assert(
    fc.property(objects, fc.nat(), fc.nat({ max: 2 }), (object, choice, indent) => {
      const keys = Object.keys(JSON.parse(JSON.stringify(object)));
      const key = keys[choice % keys.length]!;
      const without = withoutMember(JSON.stringify({ in: object }, undefined, indent), ['in', key])!;
      const { [key]: _, ...others } = object;
      expect(JSON.parse(without)).toEqual(JSON.parse(JSON.stringify({ in: others })));
    }),
  );
});

test('what is not there has no span', () => {
  const text = '{"a": [1, {"b": "}"}], "c": 2}';
  for (const path of [['d'], ['a', '2'], ['c', '0'], ['a', '-']]) expect(spanAt(text, path)).toBeUndefined();
  expect(withoutMember(text, ['a', '0'])).toBeUndefined();
  expect(withoutMember(text, [])).toBeUndefined();
  expect(itemsOf(text, spanAt(text, ['c'])!)).toEqual([]);
});
