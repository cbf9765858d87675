/**
 * What no reader sees as it is: control, format (bidi, zero-width) and other characters that can be ignored, line
 * separators, lone surrogates, private use and unassigned code points.
 */
const unseen = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const shortForms: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Text that cannot move a cursor, turn a line around or break it, whoever wrote it: what no reader sees is spelled out
 * (`\x1b`, `\u202e`). Text that is plain already stays as it is.
 */
export function plainText(text: string): string {
  return text.replace(unseen, (character) => shortForms[character] ?? spelledOut(character.codePointAt(0) ?? 0));
}

/** Plain text of at most `most` characters; what is left out is marked by an ellipsis. */
export function clipped(text: string, most: number): string {
  const characters = [...plainText(text)];
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`;
}

/** JSON text, the same for every parser, in which what no reader sees is escaped. Line breaks between values stay. */
export function visibleJson(json: string): string {
  return json.replace(unseen, (character) =>
    character === '\n'
      ? character
      : Array.from({ length: character.length }, (_, unit) => `\\u${hexadecimal(character.charCodeAt(unit), 4)}`).join(
          '',
        ),
  );
}

function spelledOut(codePoint: number): string {
  if (codePoint < 0x100) return `\\x${hexadecimal(codePoint, 2)}`;
  return codePoint < 0x10000 ? `\\u${hexadecimal(codePoint, 4)}` : `\\u{${hexadecimal(codePoint, 5)}}`;
}

function hexadecimal(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
