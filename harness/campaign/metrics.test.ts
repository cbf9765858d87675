import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { counterIn } from './metrics.ts';

const name = 'model_inferences_total';

describe('a counter is read', () => {
  test.each([
    ['alone', `${name} 5`, 5],
    ['among comments', `# HELP ${name} Answers.\n# TYPE ${name} counter\n${name} 5\n`, 5],
    ['with a timestamp', `${name} 5 1700000000000`, 5],
    ['with CRLF', `${name} 5\r\nother 6\r\n`, 5],
    ['with labels', `${name}{model="kalshi",replica="0"} 5`, 5],
    ['with empty labels', `${name}{} 5`, 5],
    ['with a space before its labels', `${name} {model="a"} 5`, 5],
    ['with labels that hold braces, quotes and spaces', String.raw`${name}{path="/{id} 9",said="\"7\"}"} 5`, 5],
    ['with an exemplar', `${name}{model="a"} 5 # {trace_id="b"} 0.67 1700000000.5`, 5],
    ['as an exponent', `${name} 1.5e+03`, 1_500],
    ['as a fraction', `${name} 5.0`, 5],
    ['as zero', `${name} 0`, 0],
    ['as the sum of its series', `${name}{v="1"} 5\n${name}{v="2"} 7\n`, 12],
    ['as the sum of those series that are numbers', `${name}{v="1"} NaN\n${name}{v="2"} 7\n`, 7],
  ])('%s', (_, text, value) => {
    expect(counterIn(text, name)).toBe(value);
  });

  test('under the name that OpenMetrics gives it', () => {
    expect(counterIn('requests_total{a="b"} 5', 'requests')).toBe(5);
  });

  test('under its own name, where both names are there', () => {
    expect(counterIn('requests 3\nrequests_total 5', 'requests')).toBe(3);
  });
});

describe('of a counter with labels, those series alone count that have them', () => {
  const text = [
    `${name}{model="a",status="200"} 5`,
    `${name}{status="200",model="b"} 7`,
    `${name}{model="a",status="400"} 11`,
    `${name} 13`,
  ].join('\n');

  test.each([
    [`${name}{status="200"}`, 12],
    [`${name}{model="a", status="200"}`, 5],
    [`${name}{model="c"}`, null],
    [`${name}{}`, 36],
    [name, 36],
  ])('%s', (counter, value) => {
    expect(counterIn(text, counter)).toBe(value);
  });
});

describe('a pointer finds a counter in JSON', () => {
  const stats = JSON.stringify({ model_stats: [{ inference_count: 5, execution_count: '3', last: 'yesterday' }] });

  test.each([
    ['/model_stats/0/inference_count', 5],
    ['/model_stats/0/execution_count', 3],
    ['/model_stats/0/last', null],
    ['/model_stats/1/inference_count', null],
  ])('%s', (pointer, value) => {
    expect(counterIn(stats, pointer)).toBe(value);
  });

  test('and none in what is no JSON', () => {
    expect(counterIn('model_inferences_total 5', '/model_inferences_total')).toBeNull();
  });
});

describe('there is none', () => {
  test.each([
    ['in an empty text', ''],
    ['where another name begins with it', `${name}_created 1700000000\n${name}s 7`],
    ['where another name ends with it', `my_${name} 7`],
    ['where it is mentioned in a comment', `# HELP ${name} 7`],
    ['where its value is NaN', `${name} NaN`],
    ['where its value is infinite', `${name} +Inf`],
    ['where it has no value', `${name}`],
    ['where its value is no number', `${name} many`],
  ])('%s', (_, text) => {
    expect(counterIn(text, name)).toBeNull();
  });
});

test('whatever the labels hold, the value is what is read', () => {
  const label = fc.string({ unit: 'grapheme' }).map((drawn) => JSON.stringify(drawn.replaceAll(/[\n\r]/g, '')));
  fc.assert(
    fc.property(label, fc.nat(), (text, value) => {
      expect(counterIn(`${name}{label=${text}} ${value}`, name)).toBe(value);
    }),
    { seed: 17 },
  );
});
