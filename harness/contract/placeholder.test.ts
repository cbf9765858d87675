import { expect, test } from 'vitest';
import { referencesIn, substitute } from './placeholder.ts';

test('every placeholder of a text is replaced, once', () => {
  expect(substitute('${origin}/a?b=${port}&c=${origin}', { origin: 'http://h:1', port: '1' })).toBe(
    'http://h:1/a?b=1&c=http://h:1',
  );
  expect(substitute('${run.dir}', { 'run.dir': '${port}', port: '1' })).toBe('${port}');
});

test('two dollars make it literal', () => {
  expect(substitute('$${HOME} $$ ${port} {} $', { port: '1' })).toBe('${HOME} $$ 1 {} $');
  expect(referencesIn('$${HOME} ${port}${x}')).toEqual(['port', 'x']);
});

test('a placeholder without a value is an error that names those that have one', () => {
  expect(() => substitute('--port=${port}', { 'stack.dir': '/s' })).toThrow(
    '${port} has no value in "--port=${port}"\n  remedy: write it out, or use one of ${stack.dir}',
  );
});
