import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodyReader } from './body-reader.ts';
import { parseReplyHead } from './http-head.ts';
import { MessageReader } from './message-reader.ts';

const bodies = fc.oneof(
  fc.string({ unit: 'binary-ascii' }).map((body) => ({ body, wire: `Content-Length: ${body.length}\r\n\r\n${body}` })),
  fc.array(fc.string({ unit: 'binary-ascii', minLength: 1 })).map((chunks) => ({
    body: chunks.join(''),
    wire: `Transfer-Encoding: chunked\r\n\r\n${chunks.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('')}0\r\nT: 1\r\n\r\n`,
  })),
);

test('messages are the same in whatever pieces their bytes come', () => {
  fc.assert(
    fc.property(
      fc.array(bodies, { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat(), { maxLength: 30 }),
      (messages, cuts) => {
        const bytes = Buffer.from(messages.map(({ wire }) => `HTTP/1.1 200 OK\r\n${wire}`).join(''), 'latin1');
        const read: { body: string; wire: string }[] = [];
        const reader = new MessageReader({
          head: (head) => {
            read.push({ body: '', wire: head.toString('latin1').slice('HTTP/1.1 200 OK\r\n'.length) });
            return bodyReader(parseReplyHead(head).headers, 'empty');
          },
          wire: (part) => {
            read.at(-1)!.wire += part.toString('latin1');
          },
          payload: (part) => {
            read.at(-1)!.body += part.toString('latin1');
          },
          end: () => {},
        });
        const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
        for (const [index, from] of places.slice(0, -1).entries()) {
          let rest: Buffer = bytes.subarray(from, places[index + 1]);
          while (rest.length > 0) rest = reader.push(rest);
        }
        expect(read).toEqual(messages);
      },
    ),
  );
});
