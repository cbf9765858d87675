/** Takes secrets out of everything that is written, printed or judged. */
export interface Redactor {
  redact(text: string): string;
  /** The same bytes, not copied, where no secret stands in them; they need not be UTF-8. */
  redactBytes(bytes: Uint8Array): Uint8Array;
  /** Bytes of the longest form that is looked for. */
  readonly longest: number;
}

/** A shorter value protects nothing, and taking `true` or `1` out of a log would destroy what the log says. */
const shortestSecret = 6;

/**
 * Replaces every secret, also where it stands escaped or in base64, by `[secret NAME]`.
 *
 * @param secrets - value by name
 */
export function redactorOf(secrets: ReadonlyMap<string, string>): Redactor {
  const forms = [...secrets].flatMap(([name, value]) =>
    formsOf(value).map((form) => ({ form, bytes: Buffer.from(form), mark: `[secret ${name}]` })),
  );
  forms.sort((one, other) => other.form.length - one.form.length);
  return {
    redact: (text) => forms.reduce((rest, { form, mark }) => rest.replaceAll(form, () => mark), text),
    redactBytes(given) {
      const buffer = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
      const found = forms.filter(({ bytes }) => buffer.includes(bytes));
      if (found.length === 0) return given;
      // In latin1 each character is one byte, so what is no secret comes back byte for byte.
      const rest = found.reduce(
        (text, { bytes, mark }) =>
          text.replaceAll(bytes.toString('latin1'), () => Buffer.from(mark).toString('latin1')),
        buffer.toString('latin1'),
      );
      return new Uint8Array(Buffer.from(rest, 'latin1'));
    },
    longest: Math.max(0, ...forms.map(({ bytes }) => bytes.length)),
  };
}

/**
 * Logs are read line by line, so the lines of a secret such as a PEM key are secrets of their own; and so is what
 * follows the scheme in `Bearer …`.
 */
function formsOf(value: string): string[] {
  const parts = [value, ...value.split(/\r?\n/).map((line) => line.trim())].flatMap((part) => [
    part,
    part.replace(/^[A-Za-z]+ +/, ''),
  ]);
  const written = parts
    .filter((part) => part.length >= shortestSecret)
    .flatMap((part) => [part, encodeURIComponent(part), JSON.stringify(part).slice(1, -1), ...base64Forms(part)]);
  return [...new Set(written)].filter((form) => form.length >= shortestSecret);
}

/** By itself, and within a longer text, where it begins at any of three places and shares characters with neighbours. */
function base64Forms(value: string): string[] {
  return (['base64', 'base64url'] as const).flatMap((encoding) => [
    Buffer.from(value).toString(encoding),
    ...[0, 1, 2].map((before) => {
      const text = Buffer.from('\0'.repeat(before) + value);
      return text.toString(encoding).slice(Math.ceil((before * 4) / 3), Math.floor((text.length * 4) / 3));
    }),
  ]);
}
