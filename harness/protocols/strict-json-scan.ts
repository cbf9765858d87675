export type RefusalReason =
  | 'empty'
  | 'too-large'
  | 'invalid-utf8'
  | 'html'
  | 'not-a-number'
  | 'number-overflow'
  | 'duplicate-key'
  | 'too-deep'
  | 'trailing'
  | 'syntax';

/** Why a text is not the JSON that is asked for, and at which character. */
export class JsonRefusal extends Error {
  readonly reason: RefusalReason;
  readonly problem: string;
  readonly at: number;

  constructor(reason: RefusalReason, problem: string, at: number) {
    super(problem);
    this.reason = reason;
    this.problem = problem;
    this.at = at;
  }
}

const maximumDepth = 64;
/** Up to here, comparing names one by one is faster than a set. */
const fewNames = 8;

const quote = 0x22;
const backslash = 0x5c;
const openArray = 0x5b;
const closeArray = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;
const comma = 0x2c;
const colon = 0x3a;
const minus = 0x2d;
const plus = 0x2b;
const point = 0x2e;
const zero = 0x30;
const nine = 0x39;

/**
 * Checks the grammar of RFC 8259 in one pass, and what the grammar does not forbid. It builds nothing: `JSON.parse` is
 * faster at that than any parser written here.
 *
 * @returns whether an escape stands in the name of a member
 * @throws {JsonRefusal}
 */
export function scanJson(text: string): boolean {
  const scan = new Scan(text);
  scan.value(0);
  scan.end();
  return scan.escapedName;
}

class Scan {
  readonly text: string;
  at = 0;
  escapedName = false;

  constructor(text: string) {
    this.text = text;
  }

  value(depth: number): void {
    const code = this.next();
    if (code === openObject) this.object(depth + 1);
    else if (code === openArray) this.array(depth + 1);
    else if (code === quote) this.string();
    else if (code === minus || (code >= zero && code <= nine)) this.number(code);
    else this.word();
  }

  end(): void {
    const code = this.next();
    if (!Number.isNaN(code)) throw new JsonRefusal('trailing', `${this.here()} after the end of the value`, this.at);
  }

  /** The next character that is no white space, without passing it; NaN at the end. */
  next(): number {
    const { text } = this;
    let code = text.charCodeAt(this.at);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = text.charCodeAt(++this.at);
    return code;
  }

  array(depth: number): void {
    this.enter(depth);
    if (this.next() === closeArray) {
      this.at += 1;
      return;
    }
    for (;;) {
      this.value(depth);
      const code = this.next();
      this.at += 1;
      if (code === closeArray) return;
      if (code !== comma) this.unexpected('"," or "]"', this.at - 1);
    }
  }

  object(depth: number): void {
    this.enter(depth);
    if (this.next() === closeObject) {
      this.at += 1;
      return;
    }
    const names: string[] = [];
    let many: Set<string> | undefined;
    for (;;) {
      if (this.next() !== quote) this.unexpected('a name in quotes', this.at);
      const start = this.at;
      const name = this.name();
      if (many ? many.has(name) : names.includes(name)) {
        throw new JsonRefusal('duplicate-key', `the key ${shortened(JSON.stringify(name))} stands twice`, start);
      }
      if (many) many.add(name);
      else if (names.push(name) === fewNames) many = new Set(names);

      if (this.next() !== colon) this.unexpected('":"', this.at);
      this.at += 1;
      this.value(depth);
      const code = this.next();
      this.at += 1;
      if (code === closeObject) return;
      if (code !== comma) this.unexpected('"," or "}"', this.at - 1);
    }
  }

  enter(depth: number): void {
    if (depth > maximumDepth) {
      throw new JsonRefusal('too-deep', `nested more than ${maximumDepth} levels deep`, this.at);
    }
    this.at += 1;
  }

  name(): string {
    const start = this.at;
    const escaped = this.string();
    const { text, at } = this;
    if (!escaped) return text.slice(start + 1, at - 1);
    this.escapedName = true;
    return JSON.parse(text.slice(start, at)) as string;
  }

  /** Passes a string; true if an escape stands in it. */
  string(): boolean {
    const { text } = this;
    let escaped = false;
    for (let at = this.at + 1; ; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        this.at = at + 1;
        return escaped;
      }
      if (code === backslash) {
        escaped = true;
        at = this.escape(at);
      } else if (!(code >= 0x20)) {
        this.unexpected(Number.isNaN(code) ? 'the end of the string' : 'no control character in a string', at);
      }
    }
  }

  /** From the backslash to the last character of the escape. */
  escape(at: number): number {
    const { text } = this;
    const letter = text[at + 1] ?? '';
    if (letter === 'u' && /^[\da-f]{4}$/i.test(text.slice(at + 2, at + 6))) return at + 5;
    if (letter === '' || !'"\\/bfnrt'.includes(letter)) this.unexpected('an escape such as \\n or \\u00e9', at);
    return at + 1;
  }

  number(first: number): void {
    const { text, at: start } = this;
    let at = first === minus ? start + 1 : start;
    let exponent = false;

    const leading = text.charCodeAt(at);
    const whole = digits(text, at);
    if (whole === at) this.notANumber(start, at);
    if (leading === zero && whole > at + 1) this.unexpected('no digit after a leading zero', at + 1);
    at = whole;
    if (text.charCodeAt(at) === point) {
      const fraction = digits(text, at + 1);
      if (fraction === at + 1) this.unexpected('a digit after the point', at + 1);
      at = fraction;
    }
    if ((text.charCodeAt(at) | 0x20) === 0x65) {
      exponent = true;
      const sign = text.charCodeAt(at + 1);
      const from = sign === plus || sign === minus ? at + 2 : at + 1;
      at = digits(text, from);
      if (at === from) this.unexpected('a digit in the exponent', from);
    }
    this.at = at;
    if ((exponent || at - start > 308) && !Number.isFinite(Number(text.slice(start, at)))) {
      throw new JsonRefusal('number-overflow', `${shortened(text.slice(start, at))} is beyond a double`, start);
    }
  }

  notANumber(start: number, at: number): never {
    if (this.text.startsWith('Infinity', at)) {
      throw new JsonRefusal('not-a-number', '-Infinity is no JSON', start);
    }
    return this.unexpected('a digit after the minus', at);
  }

  word(): void {
    const { text, at } = this;
    for (const word of ['true', 'false', 'null']) {
      if (text.startsWith(word, at)) {
        this.at = at + word.length;
        return;
      }
    }
    for (const word of ['NaN', 'Infinity']) {
      if (text.startsWith(word, at)) throw new JsonRefusal('not-a-number', `${word} is no JSON`, at);
    }
    if (at >= text.length && text.trim() === '')
      throw new JsonRefusal('empty', 'the body is nothing but white space', at);
    if (text[at] === '<' && text.slice(0, at).trim() === '') throw new JsonRefusal('html', 'HTML, not JSON,', at);
    this.unexpected('a value', at);
  }

  unexpected(wanted: string, at: number): never {
    this.at = at;
    throw new JsonRefusal('syntax', `${this.here()} where ${wanted} is expected`, at);
  }

  here(): string {
    if (this.at >= this.text.length) return 'the end';
    return shortened(JSON.stringify(this.text.slice(this.at, this.at + 12)));
  }
}

/** The position after the digits that begin here. */
function digits(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code >= zero && code <= nine; code = text.charCodeAt(at)) at += 1;
  return at;
}

function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`;
}
