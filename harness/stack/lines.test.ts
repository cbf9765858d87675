import { describe, expect, test } from 'vitest';
import { redactorOf } from '../contract/redactor.ts';
import { longestLine, splitLines } from './lines.ts';

const token = 'opensesame-0123456789';
const redactor = redactorOf(new Map([['TOKEN', token]]));
const none = redactorOf(new Map());

function linesOf(chunks: readonly (string | Uint8Array)[], by = none): string[] {
  const lines: string[] = [];
  const splitter = splitLines(by, (text) => lines.push(text));
  for (const chunk of chunks) splitter.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  splitter.end();
  return lines;
}

describe('a stream of bytes is cut into lines', () => {
  test('wherever the chunks are cut, also inside a character', () => {
    const bytes = Buffer.from('één\r\n\nzwei\nтри');
    for (let at = 0; at <= bytes.length; at += 1) {
      expect(linesOf([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(['één', '', 'zwei', 'три']);
    }
  });

  test('a last line without a newline is a line', () => {
    expect(linesOf(['one\ntwo'])).toEqual(['one', 'two']);
  });

  test('bytes that are no text become replacement characters', () => {
    expect(linesOf([Uint8Array.from([0xff, 0x00, 0x41, 0x0a])])).toEqual(['\uFFFD\uFFFDA']);
  });

  test('a line beyond the limit is cut, and its length is told', () => {
    const [line = '', next] = linesOf([...Array.from({ length: 16 }, () => 'x'.repeat(65_536)), '\nnext']);
    expect(line).toBe(`${'x'.repeat(longestLine)} [cut: the line has ${1 << 20} bytes]`);
    expect(next).toBe('next');
  });

  test('a line of just the limit is whole', () => {
    expect(linesOf(['x'.repeat(longestLine)])).toEqual(['x'.repeat(longestLine)]);
  });

  test('a secret is taken out, wherever chunk or cut lies', () => {
    for (let at = longestLine - 2 * token.length; at <= longestLine + 2; at += 1) {
      const text = `${token}${'x'.repeat(at)}${token}${'y'.repeat(100)}`;
      const [line = ''] = linesOf([text.slice(0, at), text.slice(at)], redactor);
      expect(line).toMatch(/^\[secret TOKEN\]x/);
      expect(line).not.toMatch(/xo|opens/);
    }
  });
});
