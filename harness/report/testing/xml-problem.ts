const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const character = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
const tag = /<(?<end>\/?)(?<name>[A-Za-z][\w.-]*)(?<attributes>(?: [A-Za-z][\w.-]*="[^"<>]*")*)(?<empty>\/?)>/g;
const attribute = / (?<name>[^ =]+)="(?<value>[^"]*)"/g;
const onlyReferences = /^(?:[^&]|&(?:amp|lt|gt|quot|apos);)*$/u;

/** Why a text is not a well-formed XML 1.0 document of elements, attributes and text; undefined where it is one. */
export function xmlProblem(text: string): string | undefined {
  if (!text.startsWith(declaration)) return 'no declaration';
  if (!character.test(text)) return 'a character that XML forbids';
  const open: string[] = [];
  let roots = 0;
  let at = declaration.length;
  for (const match of text.matchAll(tag)) {
    const between = text.slice(at, match.index);
    const problem = textProblem(between, open.length === 0);
    if (problem) return problem;
    at = match.index + match[0].length;
    const { end, name = '', attributes = '', empty } = match.groups ?? {};
    if (end) {
      if (attributes !== '' || empty) return `a bad end of ${name}`;
      if (open.pop() !== name) return `${name} ends where it was not open`;
      continue;
    }
    if (open.length === 0) roots += 1;
    const names = [...attributes.matchAll(attribute)].map(({ groups }) => groups?.name);
    if (new Set(names).size < names.length) return `an attribute of ${name} stands twice`;
    if (!onlyReferences.test(attributes)) return `a bare ampersand in ${name}`;
    if (!empty) open.push(name);
  }
  if (roots !== 1 || open.length > 0) return 'not one element around all';
  return textProblem(text.slice(at), true);
}

function textProblem(text: string, outside: boolean): string | undefined {
  if (outside && text.trim() !== '') return `text outside of the root: ${text}`;
  if (/[<>]/.test(text)) return `a bare bracket in the text: ${text}`;
  return onlyReferences.test(text) ? undefined : `a bare ampersand in the text: ${text}`;
}
