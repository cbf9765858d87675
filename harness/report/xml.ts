import { plainText } from './plain-text.ts';

/** An element of a document; text among its children is one line each. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Element | string)[];
}

export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  children: readonly (Element | string)[] = [],
): Element {
  return { name, attributes, children };
}

/**
 * An XML 1.0 document in UTF-8. Texts and attributes may hold anything: what XML forbids, and what no reader sees, is
 * spelled out as in a terminal.
 */
export function xmlDocument(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${lines(root, '').join('\n')}\n`;
}

function lines({ name, attributes, children }: Element, indent: string): string[] {
  const start = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escaped(value)}"`)].join(' ');
  if (children.length === 0) return [`${indent}<${start}/>`];
  const inner = `${indent}  `;
  return [
    `${indent}<${start}>`,
    ...children.flatMap((child) => (typeof child === 'string' ? [inner + escaped(child)] : lines(child, inner))),
    `${indent}</${name}>`,
  ];
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function escaped(text: string): string {
  return plainText(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
