import { type Entry, entriesOfInput, replaced, some } from './json-entry.ts';
import { about, type GoodBody, type Mistake, writtenEntries } from './json-mistake.ts';
import { inputWith } from './observation-layout.ts';

/** Values that no number is, at the ends of the row, in its middle and in the middle of some inputs. */
export function wrongValues(good: GoodBody): Mistake[] {
  const { entries, layout } = good;
  const middles = some(layout.inputs).flatMap((input) => {
    const own = entriesOfInput(entries, input);
    return own.slice(own.length >> 1).slice(0, 1);
  });
  return [...new Set([...some(entries), ...middles])].flatMap((entry) =>
    valuesInPlaceOf(entry, inputWith(layout, entry.feature).dtype).map(([text, what]) =>
      about('value', entry, `is ${what}`, writtenEntries(good, replaced(entries, entry, text))),
    ),
  );
}

function valuesInPlaceOf(
  { text }: Entry,
  dtype: ReturnType<typeof inputWith>['dtype'],
): readonly (readonly [text: string, what: string])[] {
  const quoted = JSON.stringify(text);
  return [
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['-Infinity', '-Infinity'],
    ['1e999', 'the number 1e999, beyond a double'],
    // A float64 holds it, and has no range that it must keep.
    ...(dtype === 'float64' ? [] : [['1e39', 'the number 1e39, beyond a float32'] as const]),
    ['null', 'null'],
    ...(dtype === 'bool' ? [] : [['true', 'true'] as const]),
    [quoted, `the string ${quoted}`],
    ['"abc"', 'the string "abc"'],
    ['""', 'an empty string'],
    ['"NaN"', 'the string "NaN"'],
    [`[${text}]`, `an array: [${text}]`],
    ['{}', 'an empty object'],
  ];
}
