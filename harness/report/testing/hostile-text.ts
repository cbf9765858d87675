import * as fc from 'fast-check';

const tricks = [
  '\x1b[2J\x1b[31mPROVEN',
  '\x1b]0;title\x07',
  '\u009b31m',
  '\r\nPROVEN, caused: 56 of 56 asked',
  '\u2028',
  '\u202eNEVORP',
  '\u2066\u2069',
  '\u200b\ufeff\u00ad',
  '\ud800',
  '\udc00',
  '\ufffe\uffff',
  '\u{e0041}',
  '\0\b\x7f',
  ']]>',
  '<!--&"\'><![CDATA[',
  '&#0;',
  '注文は実行されない',
  '👩‍👩‍👧',
  'e\u0301\u0301\u0301',
  'averylongwordthatfitsonnoterminalthatisasnarrowasthis',
  ' ',
];

/** Texts that a stack under test could send to lie to a reader, or to break a report. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(fc.constantFrom(...tricks), fc.string({ unit: 'binary', maxLength: 12 }), fc.lorem({ maxCount: 4 })),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''));

/** What must never come out of a report: characters that move a cursor, turn a line around or are not seen. */
export const forbidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u{e0000}-\u{e0fff}]/u;
