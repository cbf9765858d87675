import { z } from 'zod';

const millisecondsPer = { ms: 1, s: 1_000, min: 60_000 } as const;

/** `60s`, `5ms`, `0.5s` or `2min` in the file; milliseconds in memory. */
export const duration = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|min)$/, 'a duration such as 5ms, 60s or 2min')
  .transform((text) => {
    const unit = text.replace(/^[\d.]+/, '') as keyof typeof millisecondsPer;
    return Number.parseFloat(text) * millisecondsPer[unit];
  });

/** A JSON pointer (RFC 6901): empty for the whole document, else `/key/0/key`. */
export const pointer = z.string().regex(/^(\/([^~/]|~[01])*)*$/, 'a JSON pointer such as /prediction/action');

const axes = [
  'batch',
  'actions',
  'quantiles',
  'batch*actions',
  'actions*quantiles',
  'batch*actions*quantiles',
] as const;

/** A size of one axis of a value in a reply: a number, or what it counts. */
const axis = z.union([z.int().positive(), z.enum(axes)]);

/** Where a value stands in a reply, and its declared shape; a bare pointer takes the usual shape of its field. */
export const place = z.union([
  pointer.transform((path) => ({ pointer: path, shape: undefined })),
  z.strictObject({
    pointer: pointer.describe('Where the value stands: a JSON pointer (RFC 6901); empty for the whole reply.'),
    shape: z
      .array(axis)
      .optional()
      .describe(
        'Sizes of its axes: numbers, batch, actions (of a box: its dimensions), quantiles, or a product such as batch*actions. Without it, the usual shape of the field.',
      ),
  }),
]);

export type Axis = z.output<typeof axis>;
export type Place = z.output<typeof place>;
