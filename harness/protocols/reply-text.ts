const longest = 300;

/** Control and format characters, and line separators: none of them may reach a terminal or a report. */
const unprintable = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]+/gu;

/** Text that a person can be shown: one line, at most `limit` characters, nothing that a terminal obeys. */
export function excerpt(text: string, limit: number = longest): string {
  const line = text
    .slice(0, 4 * limit)
    .replace(unprintable, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = [...line];
  return characters.length <= limit && text.length <= 4 * limit
    ? line
    : `${characters
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}

/** The beginning of a body, whatever its bytes are. */
export function excerptOfBytes(body: Uint8Array): string {
  return excerpt(new TextDecoder().decode(body.subarray(0, 8 * longest)));
}
