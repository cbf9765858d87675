import { describe, expect, test } from 'vitest';
import { Progress, progressLine } from './progress.ts';

/** Collects what is written, as a terminal or as a file. */
class Written {
  readonly isTTY: boolean;
  readonly columns = 60;
  text = '';

  constructor(kind: 'terminal' | 'file') {
    this.isTTY = kind === 'terminal';
  }

  write(text: string): void {
    this.text += text;
  }
}

describe('the line of progress', () => {
  test('tells the phase, how many requests were sent, how long it took, and what the phase is', () => {
    expect(progressLine({ phase: 'nominal', requests: 12_345, seconds: 3.21, width: 100 })).toBe(
      'nominal: 12,345 requests, 3.2 s (rows drawn within the ranges, many in flight)',
    );
  });

  test('stays narrower than the terminal', () => {
    expect(progressLine({ phase: 'nominal', requests: 12_345, seconds: 3.21, width: 40 })).toBe(
      'nominal: 12,345 requests, 3.2 s (rows …',
    );
  });
});

describe('progress', () => {
  test('rewrites one line of a terminal, and clears it at the end', () => {
    const stream = new Written('terminal');
    let now = 0;
    const progress = new Progress(stream, () => now);
    progress.show({ phase: 'cold', requests: 1 });
    now = 1_000;
    progress.show({ phase: 'golden', requests: 20 });
    progress.clear();
    expect(stream.text).toBe(
      '\rcold: 1 request, 0.0 s (a few nominal rows, to an endpoint…\x1b[K' +
        '\rgolden: 20 requests, 1.0 s (the golden observations of the…\x1b[K' +
        '\r\x1b[K',
    );
  });

  test('is written at most ten times a second', () => {
    const stream = new Written('terminal');
    let now = 0;
    const progress = new Progress(stream, () => now);
    for (; now < 1_000; now++) progress.show({ phase: 'nominal', requests: now });
    expect(stream.text.split('\r').slice(1)).toHaveLength(10);
  });

  test('writes nothing where nobody watches', () => {
    const stream = new Written('file');
    const progress = new Progress(stream);
    progress.show({ phase: 'cold', requests: 1 });
    progress.clear();
    expect(stream.text).toBe('');
  });

  test('clears nothing where nothing was shown', () => {
    const stream = new Written('terminal');
    new Progress(stream).clear();
    expect(stream.text).toBe('');
  });
});
