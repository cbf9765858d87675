import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileText } from './testing/hostile-text.ts';
import { xmlProblem } from './testing/xml-problem.ts';
import { element, xmlDocument } from './xml.ts';

const head = '<?xml version="1.0" encoding="UTF-8"?>\n';

describe('an XML document', () => {
  test('is indented, one line an element or text', () => {
    expect(xmlDocument(element('a', { one: '1' }, [element('b', {}), element('c', {}, ['text', 'more'])]))).toBe(
      `${head}<a one="1">\n  <b/>\n  <c>\n    text\n    more\n  </c>\n</a>\n`,
    );
  });

  test('escapes what has a meaning in XML', () => {
    expect(xmlDocument(element('a', { one: `<"'&>` }, [']]> & more']))).toBe(
      `${head}<a one="&lt;&quot;&apos;&amp;&gt;">\n  ]]&gt; &amp; more\n</a>\n`,
    );
  });

  test('spells out what XML forbids', () => {
    expect(xmlDocument(element('a', {}, ['\0\x1b\ud800\ufffe\uffff\n']))).toBe(
      `${head}<a>\n  \\x00\\x1b\\ud800\\ufffe\\uffff\\n\n</a>\n`,
    );
  });

  test('is well-formed, whatever its texts hold', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(xmlProblem(xmlDocument(element('a', { text }, [text, element('b', { text })])))).toBeUndefined();
      }),
    );
  });
});

test.each([
  ['no declaration', '<a/>'],
  ['a character that XML forbids', `${head}<a>\x1b</a>`],
  ['a character that XML forbids', `${head}<a>\uffff</a>`],
  ['a character that XML forbids', `${head}<a>\ud800</a>`],
  ['b ends where it was not open', `${head}<a></b>`],
  ['not one element around all', `${head}<a>`],
  ['not one element around all', `${head}<a/><a/>`],
  ['an attribute of a stands twice', `${head}<a b="1" b="2"/>`],
  ['a bare ampersand in a', `${head}<a b="&"/>`],
  ['a bare bracket in the text: <', `${head}<a><</a>`],
  ['a bare bracket in the text: ]]>', `${head}<a>]]></a>`],
  ['a bare ampersand in the text: &#0;', `${head}<a>&#0;</a>`],
])('what is not well-formed is seen: %s', (problem, text) => {
  expect(xmlProblem(text)).toBe(problem);
});
