import { z } from 'zod';

/** A value, or the name of the environment variable that holds it: secrets stand in no file. */
export const secret = z.union([
  z.string(),
  z.strictObject({
    env: z
      .string()
      .min(1)
      .describe('Name of the environment variable that holds the value. It never reaches evidence.'),
  }),
]);
